"""Customer displays."""
