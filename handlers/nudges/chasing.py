"""One step of the chase after what is missing, whatever it is missing of: a reminder, and the places that hear it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from handlers.nudges.rungs import Place, Rungs
from orders.centre_file.centre import Centre
from orders.centre_file.chasing import Ladder
from orders.checks import Rule
from reminders.rules import Climbed, Missed, Way, step
from storage.chasing import reminder_rows
from storage.chasing.checks_due import AnyThing, Thing
from storage.chasing.reminder_rows import Chased, NewReminder

_LATE = frozenset({Rule.DUE, Rule.MONEY_UNPAID})


@dataclass(frozen=True, kw_only=True, slots=True)
class Chasing:
    """One transaction; ``told`` collects for each place what it is reminded of, ``late`` whose tray has work that is late now."""

    conn: Connection
    now: datetime
    told: defaultdict[tuple[str, Place], list[int]] = field(default_factory=lambda: defaultdict(list))
    late: set[tuple[str, str]] = field(default_factory=set)  # companies and departments


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is missing of a thing, and the ladder its chase climbs. ``to_the_minute``: the first is said when it falls due."""

    thing: AnyThing
    centre: Centre
    missing: Missed
    ladder: Ladder
    to_the_minute: bool = False


def chase(
    this: Chasing, asked: Asked, *, besides: Callable[[], Sequence[Place]] = lambda: ()
) -> datetime | None:
    """Remind of it if it is time to; when to look again. ``besides``: who hears once that it is late."""
    missing, ladder, centre = asked.missing, asked.ladder, asked.centre
    department = centre.department_or_coordination(missing.department).id
    rungs = Rungs(conn=this.conn, centre=centre, department=department, now=this.now)
    made = reminder_rows.chase(this.conn, asked.thing)
    way = _way(rungs, ladder, to_the_minute=asked.to_the_minute)
    climbed = of_this(missing, made)
    taken = step(missing, climbed, way=way, now=this.now)
    if taken.rung is None:
        return taken.look_at
    new = NewReminder(
        company=centre.id,
        thing=asked.thing,
        rule=missing.rule.value,
        missed_at=missing.missed_at,
        rung=taken.rung,
        round=taken.round,
        department=department,
        nobody_on=rungs.found_empty,
        highest=(taken.rung > 0 or taken.again) and way.is_highest(taken.rung),
    )
    number = reminder_rows.add(this.conn, new, this.now)
    if isinstance(asked.thing, Thing) and missing.rule is Rule.DUE and not climbed:
        this.late.add((centre.id, department))
    hearers = rungs.places(ladder.rungs[taken.rung].who)
    if taken.again and rungs.hours("department").is_working(this.now):
        hearers = (*hearers, *rungs.places("department"))
    if missing.rule in _LATE and taken.rung == 0 and taken.round == 0:
        hearers = (*hearers, *besides())
    for place in dict.fromkeys(hearers):
        this.told[centre.id, place].append(number)
    return taken.look_at


def goes_on(
    missing: Missed,
    made: Sequence[Chased],
    *,
    rungs: Rungs,
    ladder: Ladder,
    now: datetime,
    to_the_minute: bool = False,
) -> datetime | None:
    """When somebody has to look at a chase that has come so far; ``now`` where it is time to remind."""
    way = _way(rungs, ladder, to_the_minute=to_the_minute)
    taken = step(missing, of_this(missing, made), way=way, now=now)
    return now if taken.rung is not None else taken.look_at


def _way(rungs: Rungs, ladder: Ladder, *, to_the_minute: bool) -> Way:
    return Way(
        ladder=ladder,
        hours=rungs.hours,
        stands=rungs.stands,
        told_at=rungs.told_at,
        to_the_minute=to_the_minute,
    )


def of_this(missing: Missed, made: Sequence[Chased]) -> tuple[Climbed, ...]:
    """The chase after this very occurrence. What is still on its way about the thing goes first, whatever it is about."""
    waiting = [one for one in made[-1:] if one.on_its_way and one.said_at is None]
    same = [one for one in made if (one.rule, one.missed_at) == (missing.rule.value, missing.missed_at)]
    return tuple(
        Climbed(
            rung=one.rung,
            round=one.round,
            made_at=one.made_at,
            said_at=one.said_at,
            on_its_way=one.on_its_way,
            failed=one.failed,
        )
        for one in waiting or same
    )
