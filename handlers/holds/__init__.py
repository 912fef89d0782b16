"""A stage stands still: why, whose it is, and that it goes on."""
