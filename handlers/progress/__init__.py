"""What people report on stages: read, asked back, made into moves, taken in somebody's name."""
