"""Broken promises: the delay and the report on it."""
