"""Taking one message apart into the reports it holds."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_COMMAND = re.compile(r"^/\w+(?:@\w+)?(?:\s+|$)")
_BULLET = re.compile(r"^(?:[-•*·–—+]|\d{1,2}[.)])\s+")
_SEMICOLON = re.compile(r"[;；]")
_PIECES_A_REPORT = 3  # lines and half sentences that are read for each report a message may hold


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """The reports of a message, each without its command and bullet, and the pieces that were too many to be read."""

    reports: tuple[str, ...]
    unread: tuple[str, ...] = ()


def split_reports(text: str, begins: Callable[[str], bool], *, most: int) -> Split:
    """Take a message apart into at most so many reports; the work is bounded, however many lines there are.

    A line that `begins` does not know (it names neither order nor stage) continues the report above it; what follows a
    semicolon is a report of its own if `begins` knows it.
    """
    pieces = _pieces(text)
    reports: list[str] = []
    for number, (joint, piece) in enumerate(pieces):
        if number == most * _PIECES_A_REPORT:
            break
        if reports and not begins(piece):
            reports[-1] += joint + piece
        elif len(reports) < most:
            reports.append(piece)
        else:
            break
    else:
        number = len(pieces)
    return Split(reports=tuple(reports), unread=tuple(piece for _, piece in pieces[number:]))


def _pieces(text: str) -> list[tuple[str, str]]:
    """All there is between line ends and semicolons, each with what joins it to the piece before."""
    return [
        ("; " if number else "\n", piece.strip())
        for line in text.splitlines()
        for number, piece in enumerate(_SEMICOLON.split(_BULLET.sub("", _COMMAND.sub("", line.strip()))))
        if piece.strip()
    ]
