"""What the bot is in a chat: bound, allowed, in which language, and how it stands there."""
