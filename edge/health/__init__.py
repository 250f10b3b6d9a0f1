"""How the box is: one small file per check, and what systemd is told."""
