"""What is needed before a box can sell: secrets, the keys of tills, a test of everything."""
