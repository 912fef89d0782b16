"""Who is who: people let in, named, given departments and roles, and leaving."""
