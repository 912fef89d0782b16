"""A phone number among words, as people type it: "chị Lan 0909 123 456", "张经理 138-0013-8000", "+84 28 3822 1234"."""

import re
import unicodedata
from dataclasses import dataclass

_MORE = r"(?:[ .\-()]{0,2}\d)"
# Abroad with a plus, at home with a zero; a mobile in China has neither, nor has a hotline.
_NUMBER = re.compile(
    rf"(?<![a-zA-Z0-9.,/])(?:\(?\+\d{_MORE}{{7,14}}|\(?0{_MORE}{{8,14}}|1[3-9]{_MORE}{{9}}|1[89]00{_MORE}{{4,6}})(?![a-zA-Z0-9/])"
)
_CALLED = re.compile(
    r"(?:(?:^|[\s,;:(])(?:số điện thoại|điện thoại|sđt|sdt|đt|phone|tel|mobile)|电话|電話|手机|手機)\W*$",
    re.IGNORECASE,
)
_AROUND = " \t\n,;:.：，、。;()[]-–—·/|"


@dataclass(frozen=True, kw_only=True, slots=True)
class Phone:
    """``number`` as it was typed, "" where there is none; ``rest`` what else was said: mostly whose it is."""

    number: str = ""
    rest: str = ""


def read_phone(words: str) -> Phone:
    """The first phone number in the words."""
    typed = unicodedata.normalize("NFKC", words)
    found = _NUMBER.search(typed)
    if found is None:
        return Phone(rest=words.strip())
    before = _CALLED.sub("", typed[: found.start()])
    rest = " ".join(part for part in (before.strip(_AROUND), typed[found.end() :].strip(_AROUND)) if part)
    return Phone(number=found.group().strip(), rest=rest)


def dialled(number: str) -> str:
    """The digits to be dialled, with the plus of a country's code."""
    return ("+" if number.lstrip(" (").startswith("+") else "") + "".join(filter(str.isdigit, number))


def shared(number: str) -> str:
    """A number as the messenger shares it: with its country's code, and often without the plus."""
    bare = number.strip()
    abroad = bare.isdigit() and not bare.startswith("0") and len(bare) > len("0912345678")
    return f"+{bare}" if abroad else bare
