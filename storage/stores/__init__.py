"""How either database is opened, written and read, and what it can answer besides a result."""
