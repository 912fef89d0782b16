"""Centre files: read, checked, explained, and what a changed one means for orders under way."""
