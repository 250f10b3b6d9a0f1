"""Byte pipes to devices: one open function, TCP and serial behind it."""
