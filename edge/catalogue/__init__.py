"""Products, prices and tax profiles as the shop knows them."""
