-- What follows from what happened: a fold over `entries`, which it can be made from again.

CREATE TABLE sales (
    sale_id         TEXT PRIMARY KEY,
    till            TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_sha256  TEXT NOT NULL,
    request         TEXT NOT NULL,                  -- JSON
    status          TEXT,                           -- NULL until concluded
    access_key      TEXT REFERENCES documents,
    answer          TEXT,                           -- JSON
    accepted_at     TEXT NOT NULL,
    concluded_at    TEXT,
    UNIQUE (till, idempotency_key)
) STRICT;

CREATE INDEX sales_unconcluded ON sales (accepted_at) WHERE status IS NULL;

CREATE TABLE documents (
    access_key    TEXT PRIMARY KEY,
    seq           INTEGER NOT NULL,                 -- of its document_signed: the order of issue
    sale_id       TEXT NOT NULL REFERENCES sales,
    model         INTEGER NOT NULL,
    serie         INTEGER NOT NULL,
    nNF           INTEGER NOT NULL,
    tpEmis        INTEGER NOT NULL,
    tpAmb         INTEGER NOT NULL,
    dhEmi         TEXT NOT NULL,
    vNF           TEXT NOT NULL,
    digest        TEXT NOT NULL,
    xml           TEXT NOT NULL,                    -- blob: the signed NFe
    state         TEXT NOT NULL,
    reason        TEXT,
    since         TEXT NOT NULL,
    cStat         TEXT,
    xMotivo       TEXT,
    nProt         TEXT,
    dhRecbto      TEXT,
    proc          TEXT,                             -- blob: the nfeProc
    replaces      TEXT REFERENCES documents,
    superseded_by TEXT REFERENCES documents DEFERRABLE INITIALLY DEFERRED,
    attempts      INTEGER NOT NULL DEFAULT 0,
    transmitted   INTEGER NOT NULL DEFAULT 0        -- 1: bytes may once have left the box
) STRICT;

-- A number is held by one document. Only one whose bytes never left the box lets go of it.
CREATE UNIQUE INDEX documents_by_number ON documents (tpAmb, model, serie, nNF)
    WHERE state != 'discarded';
CREATE INDEX documents_discarded ON documents (tpAmb, model, serie, nNF) WHERE state = 'discarded';
CREATE INDEX documents_by_state ON documents (state, seq);
CREATE INDEX documents_by_sale ON documents (sale_id, seq);
CREATE INDEX documents_superseded ON documents (state, seq) WHERE superseded_by IS NOT NULL;

-- Requests to cancel a document or to void its number, by their Id: the newest under each.
CREATE TABLE events (
    event_id   TEXT PRIMARY KEY,
    seq        INTEGER NOT NULL,                    -- of its event_signed
    kind       TEXT NOT NULL,                       -- cancel, substitute, void
    access_key TEXT NOT NULL REFERENCES documents,
    substitute TEXT REFERENCES documents,
    xJust      TEXT NOT NULL,
    digest     TEXT NOT NULL,
    xml        TEXT NOT NULL,                       -- blob: the signed evento or inutNFe
    state      TEXT NOT NULL,
    reason     TEXT,
    since      TEXT NOT NULL,
    cStat      TEXT,
    xMotivo    TEXT,
    nProt      TEXT,
    dhRegistro TEXT,
    proc       TEXT,                                -- blob: the procEventoNFe or procInutNFe
    attempts   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX events_by_document ON events (access_key, seq);
CREATE INDEX events_open ON events (seq) WHERE state IN ('signed', 'sent', 'uncertain');

CREATE TABLE print_jobs (
    job_id      TEXT PRIMARY KEY,
    queued_seq  INTEGER NOT NULL,
    access_key  TEXT REFERENCES documents,
    sale_id     TEXT REFERENCES sales,
    copy        TEXT NOT NULL,
    printer     TEXT NOT NULL,
    drawer      INTEGER NOT NULL,
    second_copy INTEGER NOT NULL,
    state       TEXT NOT NULL,
    reason      TEXT,
    since       TEXT NOT NULL
) STRICT;

CREATE INDEX print_jobs_by_state ON print_jobs (state, queued_seq);
CREATE INDEX print_jobs_by_sale ON print_jobs (sale_id, queued_seq);

CREATE TABLE mode (
    only   INTEGER PRIMARY KEY CHECK (only = 1),
    mode   TEXT NOT NULL,
    reason TEXT,
    since  TEXT
) STRICT;

CREATE TABLE tasks (
    task_id   TEXT PRIMARY KEY,
    code      TEXT NOT NULL,
    params    TEXT NOT NULL,                        -- JSON
    opened_at TEXT NOT NULL,
    closed_at TEXT,
    closed_by TEXT,
    reason    TEXT
) STRICT;

CREATE INDEX tasks_open ON tasks (opened_at) WHERE closed_at IS NULL;

-- What the hub must be told, numbered without gaps.
CREATE TABLE streams (
    stream TEXT NOT NULL,
    n      INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    PRIMARY KEY (stream, n)
) STRICT, WITHOUT ROWID;
