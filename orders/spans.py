"""Lengths and points of time as a centre file writes them: 2wd, 4wh, 24h, at 07:50 next day, 1wd before promised."""
