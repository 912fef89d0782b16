"""Where a text breaks when it is wider than its place: behind blanks, and between hanzi."""

from collections.abc import Callable, Iterator, Sequence

from reports.fonts import font

_NEVER_FIRST = frozenset("，。、；：！？）】》”…％%,.;:!?) ")


def rows(texts: Sequence[str], size: int, *, width: float, bold: bool = False) -> list[str]:
    """Every line of every text, broken where it is too wide."""
    letters = font(size, bold=bold)
    return [
        row
        for text in texts
        for line in text.splitlines()
        for row in _broken(line, lambda part: letters.getlength(part) <= width)
    ]


def balanced(texts: Sequence[str], size: int, *, width: int, bold: bool = False) -> list[str]:
    """The same number of rows, about equally long: no last word stands alone."""
    best = rows(texts, size, width=width, bold=bold)
    for narrower in range(width, width // 2, -size // 2):
        found = rows(texts, size, width=narrower, bold=bold)
        if len(found) > len(best):
            break
        best = found
    return best


def at_most_two(text: str, size: int, *, width: float) -> list[str]:
    """Two rows, the second cut where even two do not hold it."""
    first, *others = rows([text], size, width=width)
    if len(others) < 2:
        return [first, *others]
    second = " ".join(others)
    while font(size).getlength(f"{second}…") > width:
        second = second[:-1].rstrip()
    return [first, f"{second}…"]


def width_of(text: str, size: int) -> float:
    return max((font(size).getlength(line) for line in text.splitlines()), default=0)


def _broken(line: str, fits: Callable[[str], bool]) -> Iterator[str]:
    row = ""
    for piece in _pieces(line):
        if row and not fits(row + piece.rstrip()):
            yield row.rstrip()
            row = ""
        row += piece
    if row.strip():
        yield row.rstrip()


def _pieces(line: str) -> Iterator[str]:
    piece = ""
    for letter, following in zip(line, [*line[1:], ""], strict=True):
        piece += letter
        behind_hanzi = _is_hanzi(letter) and following not in _NEVER_FIRST
        if letter == " " or behind_hanzi or _is_hanzi(following):
            yield piece
            piece = ""
    if piece:
        yield piece


def _is_hanzi(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"
