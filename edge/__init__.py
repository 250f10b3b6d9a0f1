"""White Edge: the daemon in the box under a shop's counter."""

__version__ = "0.1.0"
