"""What people mean: pure readings of what they type, each with the place in the text it was read from."""
