"""Money: amounts as people type them, instalments, transfers. Pure."""
