"""The state machine that turns what a till wants into a document."""
