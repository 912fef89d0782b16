"""What departments owe each day: asked for, handed in, signed, called out."""
