"""Getting messages out: outbox rows, live cards, limits, fallbacks."""
