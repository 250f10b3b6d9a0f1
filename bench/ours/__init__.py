"""Our side of the bench: the rooms, used as the daemon uses them."""
