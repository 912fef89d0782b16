"""What is changed of an order as a whole: facts, flags, promise, priority, pause and end."""
