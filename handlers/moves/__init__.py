"""The one path on which an order changes, and what follows from it."""
