"""Many reports, or many orders, out of one file: shown first, confirmed once, done in slices, taken back together."""
