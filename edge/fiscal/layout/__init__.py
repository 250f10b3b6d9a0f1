"""The text of a note, in the order of the schema: one file per part."""
