"""What is wrong with a centre file, said so that the person who wrote it can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One mistake. ``path`` leads from the thing that was checked to the value at fault."""

    path: tuple[str | int, ...] = ()
    says: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.says} {self.mend}".strip()


class Faults(ValueError):
    """All the mistakes one check found, so that nobody mends a file one error at a time."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(str(fault) for fault in self.faults))


def refuse(faults: Sequence[Fault]) -> None:
    """Raise the mistakes, if there are any."""
    if faults:
        raise Faults(faults)


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """The nearest known word as a question, or the list of what is known."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Known: {', '.join(known)}." if known else "None is declared."
