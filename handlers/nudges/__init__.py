"""Reminders: what is missing is found, asked of whoever has to act, answered and put off."""
