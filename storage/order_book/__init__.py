"""Orders and cases, their stages and events: written, read, found and listed."""
