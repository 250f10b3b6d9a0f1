"""Counter scales: one file a make, one driver over all of them."""
