"""The journal: one append-only, hash-chained file, from which all other tables are folded."""
