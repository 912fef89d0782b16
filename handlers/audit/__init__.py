"""Whether all that was due was said, and the account of everything that was."""
