"""The Bot API's methods, a module for each part of the documentation; importing them registers them."""

from sandbox.methods import about_bot, answering, chats, editing, ephemeral, files, forum, pins, sending
from sandbox.methods.registry import METHODS

__all__ = [
    "METHODS",
    "about_bot",
    "answering",
    "chats",
    "editing",
    "ephemeral",
    "files",
    "forum",
    "pins",
    "sending",
]
