"""What must fit together across a whole centre file."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from orders.centre_file.due_checks import centre_due_faults
from orders.centre_file.faults import Fault
from orders.centre_file.workflow_checks import word_faults
from orders.names import folded

if TYPE_CHECKING:
    from orders.centre_file.centre import Centre


def centre_faults(centre: "Centre") -> list[Fault]:
    """Everything that does not fit together between the parts of the file."""
    return [
        *word_faults("departments", [(one.id, one.words) for one in centre.departments]),
        *word_faults("hold_kinds", [(one.id, one.words) for one in centre.hold_kinds]),
        *_kinds_of_order(centre),
        *_glossary(centre),
        *_rungs(centre),
        *centre_due_faults(centre),
    ]


def _kinds_of_order(centre: "Centre") -> Iterator[Fault]:
    workflows = [
        ("workflows", at, one.id, (one.id, *one.names.all())) for at, one in enumerate(centre.workflows)
    ]
    cases = [("cases", at, one.id, one.words) for at, one in enumerate(centre.cases)]
    owners: dict[str, str] = {}
    for key, at, kind, words in (*workflows, *cases):
        for word in {folded(one): one for one in words}.values():
            owner = owners.setdefault(folded(word), f"{key}.{kind}")
            if owner != f"{key}.{kind}":
                says = f"'{word}' is what '{owner}' is called too."
                yield Fault(path=(key, at), says=says, mend="Give one of them another name.")


def _glossary(centre: "Centre") -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for at, group in enumerate(centre.glossary):
        for word in group:
            if seen.setdefault(folded(word), at) != at:
                says = f"'{word}' stands in two groups of words."
                yield Fault(path=("glossary", at), says=says, mend="Join the groups, or take it out of one.")


def _rungs(centre: "Centre") -> Iterator[Fault]:
    for at, ladder in enumerate(centre.ladders):
        who = [rung.who for rung in ladder.rungs]
        twice = sorted({one for one in who if who.count(one) > 1})
        if twice:
            says = f"Ladder '{ladder.id}' reaches {', '.join(twice)} twice."
            yield Fault(
                path=("ladders", at, "rungs"),
                says=says,
                mend="Name each once; the last rung repeats by itself.",
            )
