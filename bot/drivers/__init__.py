"""Messenger libraries behind one port; each is named in its own module alone."""
