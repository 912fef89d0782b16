"""Simplified Chinese names and texts as they are written in traditional characters."""

from functools import cache, lru_cache

import opencc


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2twp")


@lru_cache(maxsize=4096)
def traditional(text: str) -> str:
    """Write ``text`` with traditional characters and the words used with them (软件 → 軟體)."""
    converted: str = _converter().convert(text)
    return converted
