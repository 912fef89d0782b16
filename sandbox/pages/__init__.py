"""The sandbox in a browser: a chat for every person of its world, and a clock that can be moved."""
