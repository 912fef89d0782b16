"""Telling apart what a person says about a stage: done, received, not yet, or stuck."""

from dataclasses import dataclass
from enum import StrEnum, auto

from handlers.reading.denying import denies_all
from handlers.reading.fold import Folded, folded
from handlers.reading.holding import Holding, holding
from handlers.reading.lexicon.tags import NOT_DONE, Tag
from handlers.reading.tagging import Clause, tagged


class Kind(StrEnum):
    """The four classes of what people say about a stage."""

    DONE = auto()
    RECEIVED = auto()
    NOT_YET = auto()
    STUCK = auto()


class Shade(StrEnum):
    """What kind of not yet it is."""

    NOT_YET = auto()
    ESTIMATE = auto()
    QUESTION = auto()
    UNCLEAR = auto()  # a done word, in words that leave room for doubt: to be asked


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """What a line says of its stage; the shade belongs to NOT_YET, the hold kind (if it was said) to STUCK."""

    kind: Kind
    shade: Shade | None = None
    hold_kind: str | None = None


_DONE, _RECEIVED = Meaning(kind=Kind.DONE), Meaning(kind=Kind.RECEIVED)
_NOT_YET, _ESTIMATE, _QUESTION, _UNCLEAR = (Meaning(kind=Kind.NOT_YET, shade=shade) for shade in Shade)

_PLAIN = {Tag.DONE, Tag.DID, Tag.PAST, Tag.SURE, Tag.FILLER, Tag.ALL, Tag.ADDRESS, Tag.ACK}
_AHEAD = {Tag.SOON, Tag.FUTURE, Tag.TODAY, Tag.TIME}
_SHORT = {Tag.NOT, Tag.NEVER, Tag.DOING, Tag.LEFT}


def read_meaning(text: str) -> Meaning | None:
    """Return what a line says about a stage, or None if it says nothing about it. The stage's name is not in the line.

    Only a clause in which every word is understood and none speaks against it is read as done, and only if nothing in
    the rest of the line does. Whatever leaves doubt is at best UNCLEAR.
    """
    line = folded(text)
    clauses = tagged(line)
    tags = {tag for clause in clauses for tag in clause.tags}
    if Tag.DONE in tags:
        return _with_done_word(line, clauses, tags)
    return _without_done_word(line, clauses, tags)


def _with_done_word(line: Folded, clauses: tuple[Clause, ...], tags: set[Tag]) -> Meaning:
    asks = any(map(_asks, clauses))
    if asks:
        return _UNCLEAR if Tag.IF in tags else _QUESTION
    firm = [clause for clause in clauses if Tag.DONE in clause.tags and _is_firm(clause)]
    held = holding(clauses)
    if held:
        return _held(held, clauses)
    if Tag.IF in tags:
        return _UNCLEAR
    if firm:
        blocked = any(_against(clause) for clause in clauses)
        return _UNCLEAR if blocked or len(firm) < _count_done(clauses) else _DONE
    return _why_not(line, clauses, tags)


def _goes_on(clause: Clause) -> bool:
    """Whether what will be done at a time is something else than what is done: "xong mai giao"."""
    seen: Tag | None = None
    for tag in clause.tags:
        if seen is None and tag in _AHEAD | _SHORT:
            return False
        if seen == Tag.TIME and tag in {Tag.UNKNOWN, Tag.THING}:
            return True
        if tag == Tag.DONE:
            seen = Tag.DONE
        elif seen and tag in _AHEAD - {Tag.SOON}:
            seen = Tag.TIME
    return False


def _count_done(clauses: tuple[Clause, ...]) -> int:
    return sum(Tag.DONE in clause.tags for clause in clauses)


def _why_not(line: Folded, clauses: tuple[Clause, ...], tags: set[Tag]) -> Meaning:
    if Tag.SURE in tags and tags & NOT_DONE == {Tag.TODAY}:
        return _UNCLEAR
    if tags & _AHEAD:
        if any(map(_goes_on, clauses)):
            return _UNCLEAR
        return _NOT_YET if denies_all(line) else _ESTIMATE
    numbered = any({Tag.DONE, Tag.NUMBER} <= set(clause.tags) for clause in clauses)
    return _NOT_YET if numbered or tags & (_SHORT | {Tag.PART}) else _UNCLEAR


def _without_done_word(line: Folded, clauses: tuple[Clause, ...], tags: set[Tag]) -> Meaning | None:
    if any(map(_asks, clauses)):
        return _QUESTION
    held = holding(clauses)
    if held:
        return Meaning(kind=Kind.STUCK, hold_kind=held.kind)
    if tags & _AHEAD:
        return _NOT_YET if denies_all(line) else _ESTIMATE
    if tags & _SHORT:
        return _NOT_YET
    if Tag.RECEIVED in tags or (Tag.ACK in tags and all(tag in _PLAIN for tag in tags)):
        return _RECEIVED
    return None


def _held(held: Holding, clauses: tuple[Clause, ...]) -> Meaning:
    """A hold in the clause of the done word may be over; waiting for nothing in particular may be for what is next."""
    settled = any(
        Tag.DONE in clause.tags and holding((clause,)) and not {Tag.NOT, Tag.NEVER} & set(clause.tags)
        for clause in clauses
    )
    if settled or held.vague:
        return _UNCLEAR
    return Meaning(kind=Kind.STUCK, hold_kind=held.kind)


def _asks(clause: Clause) -> bool:
    """Whether a clause is a question: by its words, or by a negation at the end of what it asks about."""
    tags = clause.tags
    denied = Tag.NOT in tags or Tag.NEVER in tags
    if Tag.ASK in tags or (Tag.YET in tags and not denied):
        return True
    closing = [tag for tag in tags if tag not in {Tag.FILLER, Tag.ADDRESS, Tag.SURE}]
    return (
        len(closing) > 1
        and closing[-1] == Tag.NOT
        and closing.count(Tag.NOT) == 1
        and bool({Tag.DONE, Tag.RECEIVED, Tag.ACK} & set(closing[:-1]))
    )


def _is_firm(clause: Clause) -> bool:
    """Whether a clause with a done word says it without condition, part, or a word that is not understood."""
    if _against(clause):
        return False
    seen = False
    for position, tag in enumerate(clause.tags):
        if seen and tag == Tag.ALSO:
            return True
        if seen and tag == Tag.DID:
            return Tag.UNKNOWN in clause.tags[position + 1 :]
        if tag not in _PLAIN | {Tag.TODAY}:
            return False
        seen = seen or tag == Tag.DONE
    return True


def _against(clause: Clause) -> bool:
    against = (NOT_DONE - {Tag.LINK}) & set(clause.tags)
    if against == {Tag.TODAY} and {Tag.DID, Tag.PAST} & set(clause.tags):
        return False
    return bool(against)
