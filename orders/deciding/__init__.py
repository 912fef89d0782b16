"""One module per kind of move: who may make it, when it is refused, and which events it leads to."""
