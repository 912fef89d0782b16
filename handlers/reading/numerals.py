"""Small numbers in figures and in words."""

from handlers.reading.fold import fold

_VIETNAMESE = {
    fold(word): value
    for word, value in (
        ("một", 1),
        ("hai", 2),
        ("ba", 3),
        ("bốn", 4),
        ("năm", 5),
        ("lăm", 5),
        ("sáu", 6),
        ("bảy", 7),
        ("bẩy", 7),
        ("tám", 8),
        ("chín", 9),
        ("mười", 10),
    )
}
_ENGLISH = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_CHINESE = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}

WORDS = "|".join([*_VIETNAMESE, *_ENGLISH])
CHINESE = "(?:[一二两三四五六七八九]?十[一二三四五六七八九]?|[零一二两三四五六七八九])"


def number(text: str) -> int:
    """Return the value of figures (with or without thousands marks), of a Vietnamese or English word, of Chinese below 100.

    The text is folded and was matched as a number before.
    """
    if text[0].isdecimal():
        return int(text.replace(".", "").replace(",", ""))
    if text in _VIETNAMESE:
        return _VIETNAMESE[text]
    if text in _ENGLISH:
        return _ENGLISH[text]
    tens, ten, ones = text.partition("十")
    if not ten:
        return _CHINESE[text]
    return _CHINESE.get(tens, 1) * 10 + _CHINESE.get(ones, 0)
