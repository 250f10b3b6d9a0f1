-- What happened. Nothing in `entries` and `blobs` is ever changed or removed.

CREATE TABLE entries (
    seq     INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,          -- UTC, microseconds
    kind    TEXT NOT NULL,
    subject TEXT NOT NULL,
    body    TEXT NOT NULL,          -- canonical JSON
    hash    BLOB NOT NULL
) STRICT;

CREATE INDEX entries_by_subject ON entries (subject, seq);

CREATE TABLE blobs (
    name TEXT PRIMARY KEY,          -- sha256:<hex> of data
    data BLOB NOT NULL
) STRICT;

-- How far each follower has come. Not history: may move, and is not folded.
CREATE TABLE cursors (
    name TEXT PRIMARY KEY,
    seq  INTEGER NOT NULL
) STRICT;

CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;

CREATE TRIGGER entries_are_not_removed BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;

CREATE TRIGGER blobs_are_not_changed BEFORE UPDATE ON blobs
BEGIN SELECT RAISE(ABORT, 'blobs are append-only'); END;

CREATE TRIGGER blobs_are_not_removed BEFORE DELETE ON blobs
BEGIN SELECT RAISE(ABORT, 'blobs are append-only'); END;
