"""What is said: the outbox and its lanes, live cards, and which message said what."""
