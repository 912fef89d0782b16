"""What queries are made of beyond what SQLAlchemy spells by itself."""
