"""Simplified Chinese names and texts as they are written in traditional characters."""

from functools import cache, lru_cache

import opencc

# Where the converter's word list differs from what people write.
_CORRECTED = {"許可權": "權限", "繫結": "綁定", "賬": "帳"}


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2twp")


@lru_cache(maxsize=4096)
def traditional(text: str) -> str:
    """Write ``text`` with traditional characters and the words used with them (软件 → 軟體)."""
    converted: str = _converter().convert(text)
    for word, better in _CORRECTED.items():
        converted = converted.replace(word, better)
    return converted
