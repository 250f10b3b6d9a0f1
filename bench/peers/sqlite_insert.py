"""The least that makes bytes durable: one INSERT and one fsync, as SQLite's WAL does it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bench.peers import given
from bench.stage import Work, simple


class Inserter:
    """A table of bytes. Checkpoints as SQLite does by itself, every thousand pages."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("CREATE TABLE facts (id INTEGER PRIMARY KEY, data BLOB)")

    def insert(self, *facts: bytes) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT INTO facts (data) VALUES (?)", [(f,) for f in facts])
        self._connection.execute("COMMIT")


def commit(folder: Path) -> Work:
    """A sale's facts, as bytes: what was asked, what was signed, the signed document."""
    inserter = Inserter(folder / "insert.db")
    facts = given.facts(folder)
    return lambda: inserter.insert(*facts)


SUBJECTS = {"sqlite commit": simple(commit)}
