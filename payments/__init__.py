"""Money: amounts as people type them, instalments, reference codes, what has been paid. Pure."""
