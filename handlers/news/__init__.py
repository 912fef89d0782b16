"""Who hears of a move, in which words, and when: receipts, notices, what waits and what is held back."""
