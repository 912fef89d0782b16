"""What falls due, who was reminded of it, and what was posted when."""
