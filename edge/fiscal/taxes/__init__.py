"""One file per tax: what it comes to on an item, and how the layout writes it."""
