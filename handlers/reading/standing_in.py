"""Finding in a line who is to stand in for somebody: "Tú thay", "nhờ chị Lan", "cover: Minh", "由王伟代理"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.reading.fold import folded

_ME = r"(?!(?:toi|em|minh|me|tui|i)(?![a-z]))"
_TO_NAME = re.compile(
    rf"(?<![a-z])(?:nguoi thay(?: the)?|thay(?: the)?|nho|ban giao(?: cho)?|giao(?: lai)?(?: cho)?|uy quyen(?: cho)?|deputy"
    rf"|cover(?:ed)?(?: by)?|stand-?in)(?![a-z]) ?[:=]? ?{_ME}(?P<name>[^,;\n]+)"
    r"|(?:由|交接给|交给|代理人?[:=]?) ?(?P<zh>[^,;\n]+?)(?:代理|代班|代)?(?=[,;\n]|$)"
)
_AFTER_NAME = re.compile(
    r"(?P<name>[^,;\n]+?) ?(?:(?<![a-z])(?:lam |truc )?thay(?: (?:toi|em|minh|tui))?(?![a-z])|代理|代班|(?<![a-z])covers?(?![a-z]))"
)
_LONGEST = 4  # words of a name


@dataclass(frozen=True, kw_only=True, slots=True)
class StandIn:
    """``name``: words that may begin with a name, or be one; ``rest``: the line without them."""

    name: str
    rest: str
    exactly: bool


def stand_ins(text: str) -> Iterator[StandIn]:
    """The words behind the word for it, then those before it, the longest first. Nothing where nobody stands in."""
    line = folded(text)
    match = _TO_NAME.search(line.text)
    if match is not None:
        start, end = line.span(*match.span("name" if match["name"] else "zh"))
        whole = line.span(*match.span())
        yield StandIn(
            name=text[start:end].strip(), rest=f"{text[: whole[0]]} {text[whole[1] :]}".strip(), exactly=False
        )
    match = _AFTER_NAME.search(line.text)
    if match is None:
        return
    start, end = line.span(*match.span("name"))
    words = text[start:end].split()
    after = text[line.span(*match.span())[1] :]
    for count in range(min(_LONGEST, len(words)), 0, -1):
        before = " ".join(words[:-count])
        yield StandIn(
            name=" ".join(words[-count:]), rest=f"{text[:start]} {before} {after}".strip(), exactly=True
        )
