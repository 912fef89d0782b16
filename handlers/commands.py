"""A command line as people type it: /update@bot …, aliases, arguments untouched."""

import re
from dataclasses import dataclass

_COMMAND = re.compile(r"\s*/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+|$)", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """``name`` in lower case, as typed; ``args`` the rest of the text with its line breaks."""

    name: str
    args: str
    for_bot: str = ""  # the username after @, lower case


def read_command(text: str) -> Typed | None:
    found = _COMMAND.match(text)
    if found is None:
        return None
    name, bot = found.groups()
    return Typed(name=name.lower(), args=text[found.end() :].strip(), for_bot=(bot or "").lower())
