"""Byte pipes to devices: one open function; TCP, serial lines and USB printers behind it."""
