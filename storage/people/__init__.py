"""People, chats, and what they are in each company."""
