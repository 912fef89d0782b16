"""A Telegram Bot API server on localhost: the bot without a token, and the tests' Telegram."""
