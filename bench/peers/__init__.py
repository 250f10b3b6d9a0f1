"""What we are measured beside: runs in ``.work/peers``, imports nothing of ours but the stage."""
