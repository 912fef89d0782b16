"""Many orders at one look: lists, boards, charts and what comes by itself every day."""
