"""``python -m bot``: the same as the command ``dieuphoi``."""

from bot.cli import main

main()
