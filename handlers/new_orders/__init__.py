"""An order from its first line to its code."""
