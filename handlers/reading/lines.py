"""Taking one message apart into the reports it holds."""

import re
from collections.abc import Callable

_COMMAND = re.compile(r"^/\w+(?:@\w+)?(?:\s+|$)")
_BULLET = re.compile(r"^(?:[-•*·–—+]|\d{1,2}[.)])\s+")


def split_reports(text: str, begins: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the reports of a message, each without its command and bullet.

    A line that `begins` does not know (it names neither order nor stage) continues the report above it; what follows a
    semicolon is a report of its own if `begins` knows it.
    """
    reports: list[str] = []
    for line in text.splitlines():
        for number, piece in enumerate(_pieces(_bare(line), begins)):
            if reports and not number and not begins(piece):
                reports[-1] = f"{reports[-1]}\n{piece}".strip()
            else:
                reports.append(piece)
    return tuple(report for report in reports if report)


def _bare(line: str) -> str:
    return _BULLET.sub("", _COMMAND.sub("", line.strip()))


def _pieces(line: str, begins: Callable[[str], bool]) -> list[str]:
    pieces: list[str] = []
    for piece in re.split(r"[;；]", line):
        if pieces and not begins(piece.strip()):
            pieces[-1] = f"{pieces[-1]}; {piece.strip()}".rstrip("; ")
        else:
            pieces.append(piece.strip())
    return pieces
