"""A coordinator's own question after an order: asked, answered, told to whoever asked."""
