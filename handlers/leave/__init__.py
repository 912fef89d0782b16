"""Who is there and who stands in: leave, deputies, the roster."""
