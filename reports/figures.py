"""Figures about the orders that run, each with what it counts and the list behind it: computed from rows, never kept."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from orders.centre_file.centre import Centre
from orders.checks import Rule, awaited
from orders.flow import delivered
from orders.lateness import is_overdue, is_promise_over
from orders.names import Names
from orders.order import Order, OrderId
from reminders.rules import missed
from reports.wordless import Wordless, wordless

_ABOUT_TIME = {Rule.DUE, Rule.WARNING}  # said by the due time itself, not by silence


class Standing(StrEnum):
    """How an order stands; the first that holds is the one it is counted under."""

    LATE = "late"  # past the due time of a stage somebody holds, or past the promised day
    SILENT = "silent"  # in time, but a word that was awaited has not come
    FINE = "fine"


_WORST_FIRST = tuple(Standing)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ball:
    """What lies with one department: a stage of an order, or (``stage`` None) a draft or paused order as a whole."""

    order: OrderId
    code: str
    customer: str
    place: str  # the stage's id, or the state of an order that stands still
    stage: Names | None
    department: str
    standing: Standing
    since: datetime | None = None  # the moment that passed; None where it is the promised day, or nothing
    promised_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """Orders, each counted once, under the worst that holds of it."""

    late: int
    silent: int
    fine: int

    @property
    def total(self) -> int:
        return self.late + self.silent + self.fine


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """What lies at one stage, or with one department."""

    id: str
    balls: tuple[Ball, ...]

    @property
    def counts(self) -> Counts:
        worst = _worst(self.balls)
        late, silent, fine = (sum(one is standing for one in worst.values()) for standing in _WORST_FIRST)
        return Counts(late=late, silent=silent, fine=fine)

    def balls_of(self, standing: Standing) -> tuple[Ball, ...]:
        """Those that make their order late, or silent, here."""
        worst = _worst(self.balls)
        return tuple(one for one in self.balls if one.standing is standing is worst[one.order])


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """One company at one moment. ``counts``: numerators, and the denominator ``total``."""

    balls: tuple[Ball, ...]
    places: tuple[Group, ...]  # as the workflow runs: drafts first, paused orders last
    departments: tuple[Group, ...]  # the most late first
    wordless: tuple[Wordless, ...] = ()  # of which nothing was heard for a working day
    unasked: tuple[
        str, ...
    ] = ()  # departments where something waits for an answer and nobody can be asked for it

    @property
    def counts(self) -> Counts:
        return Group(id="", balls=self.balls).counts

    def balls_of(self, standing: Standing) -> tuple[Ball, ...]:
        """Those that make their order late, or silent."""
        return Group(id="", balls=self.balls).balls_of(standing)

    @property
    def most_late(self) -> tuple[str, ...]:
        """The departments with the most late orders; none where nothing is late."""
        late = {group.id: group.counts.late for group in self.departments}
        most = max(late.values(), default=0)
        return tuple(one for one, count in late.items() if most and count == most)

    @classmethod
    def of(
        cls,
        orders: Sequence[Order],
        *,
        centre: Centre,
        now: datetime,
        deaf: Callable[[str], bool] = lambda _department: False,
    ) -> Self:
        """``orders``: every live one, with the stages somebody holds. ``deaf``: departments nobody of which can be told.

        They are silent of nothing: whoever was not asked owes no answer.
        """
        told = tuple(ball for order in orders for ball in _balls(order, centre, now))
        waited_for = {one.department for one in told if one.standing is Standing.SILENT}
        unasked = tuple(sorted(filter(deaf, waited_for)))
        balls = tuple(_not_silent(one) if one.department in unasked else one for one in told)
        return cls(
            balls=balls,
            places=_by_place(balls, _course(orders, centre)),
            departments=_by_department(balls),
            wordless=wordless(orders, centre=centre, now=now),
            unasked=unasked,
        )


def gathered(groups: Sequence[Group], most: int) -> tuple[tuple[Group, ...], Group | None, int]:
    """The fullest ones in their order; what is left of so many as one group, and how many that were."""
    if len(groups) <= most:
        return tuple(groups), None, 0
    fullest = sorted(groups, key=lambda one: (one.counts.total, one.counts.late), reverse=True)[: most - 1]
    kept = tuple(one for one in groups if one in fullest)
    rest = tuple(one for one in groups if one not in fullest)
    return kept, Group(id="", balls=tuple(ball for one in rest for ball in one.balls)), len(rest)


def _worst(balls: Iterable[Ball]) -> dict[OrderId, Standing]:
    worst: dict[OrderId, Standing] = {}
    for ball in balls:
        worst[ball.order] = min(worst.get(ball.order, Standing.FINE), ball.standing, key=_WORST_FIRST.index)
    return worst


def _balls(order: Order, centre: Centre, now: datetime) -> Iterator[Ball]:
    held: list[str | None] = [stage.id for stage in order.workflow.stages if stage.id in order.stages]
    for stage_id in held or [None]:
        standing, since = _standing(order, stage_id, centre, now)
        acting = [one.department for one in awaited(order, stage_id, times=centre.times)]
        yield Ball(
            order=order.id,
            code=order.code,
            customer=order.facts.customer,
            place=order.state.value if stage_id is None else stage_id,
            stage=None if stage_id is None else order.workflow.stage(stage_id).names,
            department=centre.department_or_coordination(acting[0] if acting else "").id,
            standing=standing,
            since=since,
            promised_on=order.promised_on,
        )


def _not_silent(ball: Ball) -> Ball:
    return replace(ball, standing=Standing.FINE, since=None) if ball.standing is Standing.SILENT else ball


def _standing(
    order: Order, stage_id: str | None, centre: Centre, now: datetime
) -> tuple[Standing, datetime | None]:
    due_at = None if stage_id is None else order.stage(stage_id).due_at
    if is_overdue(due_at, now):
        return Standing.LATE, due_at
    today = now.astimezone(centre.zone).date()
    if is_promise_over(order.promised_on, today, delivered=delivered(order)):
        return Standing.LATE, None
    missing = missed(order, stage_id, now=now, times=centre.times)
    if missing is not None and missing.rule not in _ABOUT_TIME:
        return Standing.SILENT, missing.missed_at
    return Standing.FINE, None


def _course(orders: Sequence[Order], centre: Centre) -> dict[str, int]:
    """Every place in the order in which work passes it."""
    known = [*centre.workflows, *(order.workflow for order in orders)]
    stages = (stage.id for workflow in known for stage in workflow.stages)
    places = dict.fromkeys(("draft", *stages, "paused", "open"))
    return {place: number for number, place in enumerate(places)}


def _by_place(balls: Sequence[Ball], course: dict[str, int]) -> tuple[Group, ...]:
    lying: dict[str, list[Ball]] = defaultdict(list)
    for ball in balls:
        lying[ball.place].append(ball)
    return tuple(
        Group(id=place, balls=tuple(lying[place])) for place in sorted(lying, key=course.__getitem__)
    )


def _by_department(balls: Sequence[Ball]) -> tuple[Group, ...]:
    held: dict[str, list[Ball]] = defaultdict(list)
    for ball in balls:
        held[ball.department].append(ball)
    groups = [Group(id=one, balls=tuple(those)) for one, those in held.items()]
    counted = {group.id: group.counts for group in groups}
    return tuple(
        sorted(
            groups,
            key=lambda one: (-counted[one.id].late, -counted[one.id].silent, -counted[one.id].total, one.id),
        )
    )
