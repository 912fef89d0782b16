"""What a company's centre file declares, and what must fit together in it."""
