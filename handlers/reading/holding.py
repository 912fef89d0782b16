"""Reading from a line that a stage is stuck, and by what."""

from dataclasses import dataclass

from handlers.reading.lexicon.tags import Tag
from handlers.reading.tagging import Clause

# Of several kinds named in one line the first of these answers: "khách chưa chuyển khoản" waits for money.
_ORDER = (
    "payment",
    "weather",
    "machine",
    "people",
    "permit",
    "site",
    "rework",
    "customer",
    "approval",
    "material",
)
_OUT_OF = {"material", "people", "payment", "permit", "site"}
_DENIED = {"material", "approval", "payment", "permit", "site", "people"}
_SILENT = {"material", "customer", "approval", "payment", "permit", "site"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """A hold as it was said; vague if nothing was named that is waited for."""

    kind: str | None
    vague: bool


def holding(clauses: tuple[Clause, ...]) -> Holding | None:
    """Return the hold a line speaks of, or None."""
    if not any(_is_held(clause) for clause in clauses):
        return None
    tags = {tag for clause in clauses for tag in clause.tags}
    kinds = {token.kind for clause in clauses for token in clause.tokens if token.kind}
    kind = next((kind for kind in _ORDER if kind in kinds), None)
    if kind is None and Tag.LACK in tags:
        kind = "material"
    if kind is None and Tag.BROKEN in tags:
        kind = "rework"
    return Holding(kind=kind, vague=kind is None and Tag.STUCK not in tags)


def _is_held(clause: Clause) -> bool:
    tags = clause.tags
    if {Tag.STUCK, Tag.WAIT, Tag.LACK, Tag.BROKEN} & set(tags):
        return True
    pairs = zip(clause.tokens, clause.tokens[1:], strict=False)
    if any(
        (first.tag == Tag.ALL and second.kind in _OUT_OF)
        or (first.tag in {Tag.NOT, Tag.NEVER} and second.kind in _DENIED)
        for first, second in pairs
    ):
        return True
    return Tag.DONE not in tags and _is_silent(clause)


def _is_silent(clause: Clause) -> bool:
    """Whether somebody or something outside has not come yet: "khách chưa chốt", "料没到"."""
    named = False
    for token in clause.tokens:
        if named and token.tag == Tag.NOT:
            return True
        named = named or (token.tag == Tag.THING and token.kind in _SILENT)
    return False
