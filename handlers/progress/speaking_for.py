"""Whether a report is made in somebody's name: who they are among the company's people, and who is no more than mentioned."""

from collections.abc import Iterator
from dataclasses import replace

from handlers.context import Context
from handlers.progress.spoken import Spoken
from handlers.reading.names import Named
from handlers.reading.on_behalf import Behalf, read_behalf
from orders.moves import Actor
from orders.order import PersonId
from storage.people import people_rows

_PERSON, _DEPARTMENT = "person:", "department:"


def in_somebodys_name(ctx: Context, company: str, spoken: Spoken) -> Spoken:
    """The report without the words that say whose it is. What names nobody of the company is only a note, but of those who may.

    Whether this one may is the engine's to refuse.
    """
    actor = ctx.actors.get(company)
    if spoken.on_behalf or actor is None:
        return spoken
    read = read_behalf(spoken.text, _named(ctx, company), _work(ctx, company))
    if read is not None and read.longer:
        read = replace(read, known=tuple(one for one in read.known if not one.startswith(_PERSON)))
    if read is None or _of_himself(actor, read) or not (read.known or _speaks_for_others(actor)):
        return spoken
    people = [int(one.removeprefix(_PERSON)) for one in read.known if one.startswith(_PERSON)]
    person = PersonId(people[0]) if len(people) == 1 else None
    return replace(spoken, text=read.rest, on_behalf=read.said, spoken_for=person)


def _named(ctx: Context, company: str) -> Iterator[Named]:
    """Read only once a word has come up behind which a name may stand."""
    for person in people_rows.members(ctx.conn, company):
        yield Named(id=f"{_PERSON}{person.id}", names=_called(person.name))
    for department in ctx.centres[company].departments:
        yield Named(id=f"{_DEPARTMENT}{department.id}", names=department.words)


def _work(ctx: Context, company: str) -> Iterator[str]:
    """What a report may go on with right behind a name."""
    centre = ctx.centres[company]
    for workflow in centre.workflows:
        for stage in workflow.stages:
            yield from stage.words
    for department in centre.departments:
        yield from department.words


def _called(name: str) -> tuple[str, ...]:
    """A Vietnamese is called by the last word of the name, an English one by the first."""
    words = name.split()
    return tuple(dict.fromkeys((name, *words[-1:], *words[:1])))


def _of_himself(actor: Actor, read: Behalf) -> bool:
    """Whose own words, or whose own department's, these are."""
    own = {f"{_PERSON}{actor.person}", *(f"{_DEPARTMENT}{one}" for one in actor.departments)}
    return bool(read.known) and own.issuperset(read.known)


def _speaks_for_others(actor: Actor) -> bool:
    return actor.anywhere or "coordinator" in actor.roles or bool(actor.head_of)
