"""A sign shop small enough to read: its workflow, its people, and times without a calendar."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from orders import engine
from orders.calendars.spans import BeforePromised
from orders.centre_file.workflow import Flag, Stage, Workflow
from orders.events import Event, Kind
from orders.facts import Facts
from orders.moves import Actor, Move, Report
from orders.names import Names
from orders.order import Evidence, Order, PersonId, StageRecord
from orders.times import Bounds
from orders.whole_order_moves import Open

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def named(text: str) -> Names:
    return Names(vi=text, zh=text, en=text)


def flag(text: str) -> Flag:
    return Flag(vi=text, zh=text, en=text)


class PlainTimes:
    """Hours by the clock: 2 to confirm or acknowledge, 24 to do (or a day before the promise), 2 to be warned, 4 between reports, 8 to approve."""

    def confirm_by(self, stage: Stage, at: datetime) -> datetime:
        return at + timedelta(hours=2)

    def due_at(self, stage: Stage, start: datetime, promised_on: date | None) -> datetime:
        if isinstance(stage.due, BeforePromised) and promised_on is not None:
            return datetime.combine(promised_on - timedelta(days=1), time(10), UTC)
        return start + timedelta(hours=24)

    def update_by(self, stage: Stage, at: datetime) -> datetime:
        return at + timedelta(hours=4)

    def warn_by(self, stage: Stage, due_at: datetime) -> datetime:
        return due_at - timedelta(hours=2)

    def approval_by(self, stage: Stage, at: datetime) -> datetime:
        return at + timedelta(hours=8)

    def acknowledge_by(self, department: str, at: datetime) -> datetime:
        return at + timedelta(hours=2)

    def hold_check(self, kind: str, department: str, at: datetime) -> datetime:
        return at + timedelta(hours=12)

    def hold_due(self, kind: str, department: str, at: datetime, promised_on: date | None) -> datetime | None:
        """A machine is mended within two days; no other kind says anything."""
        return at + timedelta(days=2) if kind == "machine" else None

    def decision_by(self, department: str, at: datetime) -> datetime:
        return at + timedelta(hours=8)

    def promise_ends(self, promised_on: date) -> datetime:
        return datetime.combine(promised_on + timedelta(days=1), time(0), UTC)

    def late_report_by(self, at: datetime) -> datetime:
        return at + timedelta(hours=24)

    def put_off_bounds(self, department: str, at: datetime) -> Bounds:
        return Bounds(latest=at + timedelta(hours=24), times=2)

    def paused_check(self, at: datetime) -> datetime:
        return at + timedelta(days=3)

    def draft_check(self, at: datetime) -> datetime:
        return at + timedelta(days=1)


TIMES = PlainTimes()


def stage(id: str, department: str, *after: str, **more: Any) -> Stage:  # noqa: A002 - the field's own name
    return Stage.model_validate(
        {"id": id, "names": named(id), "department": department, "after": after, **more}
    )


SIGN = Workflow(
    id="sign",
    names=named("sign"),
    flags={"rush": flag("rush"), "bought": flag("bought")},
    stages=(
        stage("reception", "sales"),
        stage("design", "design", "reception", evidence=("photo", "file")),
        stage("placement", "design", "reception", fields=({"id": "place", "names": named("place")},)),
        stage("fabrication", "production", "design", "placement", unless=("bought",)),
        stage("packing", "production", "fabrication"),
        stage("inspection", "quality", "packing", when=("rush",)),
        stage("delivery", "production", "inspection", due="1wd before promised"),
        stage("acceptance", "sales", "delivery", approver={"role": "head"}),
    ),
)


def member(number: int, *departments: str, **more: Any) -> Actor:
    return Actor(person=PersonId(number), departments=frozenset(departments), **more)


LAN = member(1, "sales")
HOA = member(2, "sales", head_of=frozenset({"sales"}))
TU = member(3, "design")
MINH = member(4, "production")
KIM = member(5, "production", head_of=frozenset({"production"}))
QUY = member(6, "quality")
DIEU = member(7, "coordination", anywhere=True, roles=frozenset({"coordinator"}))
GIAM_DOC = member(8, roles=frozenset({"manager"}))
KIEM = member(9, "sales", roles=frozenset({"auditor"}))

DRAWING = Evidence(kind="file", file_id="f1", unique_id="u1", name="bang-hieu.pdf")
PHOTO = Evidence(kind="photo", file_id="f2", unique_id="u2")


@dataclass
class Shop:
    """One order and its history; ``does`` decides, stores, and checks that the history tells the stored order."""

    workflow: Workflow = SIGN
    promised_on: date | None = date(2026, 12, 4)
    flags: frozenset[str] = frozenset()
    now: datetime = MONDAY
    order: Order = field(init=False)
    history: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.order = self.blank()
        self._store(
            engine.create(
                self.order,
                facts=Facts(customer="Khánh Thy", title="Bảng hiệu"),
                department="sales",
                actor=LAN,
                now=self.now,
                times=TIMES,
                flags=self.flags,
                promised_on=self.promised_on,
            )
        )

    def blank(self) -> Order:
        return engine.blank(code="KT-2411", company="adtech", workflow=self.workflow)

    def does(self, actor: Actor, move: Move) -> tuple[Event, ...]:
        made = engine.decide(
            self.order, move, actor=actor, now=self.now, times=TIMES, history=tuple(self.history)
        )
        self._store(made.events)
        assert self.order == made.after
        return made.events

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def stage(self, stage_id: str) -> StageRecord:
        return self.order.stage(stage_id)

    def states(self, *stages: str) -> list[str]:
        return [self.stage(one).state.value for one in stages]

    def _store(self, events: Sequence[Event]) -> None:
        self.order = engine.apply(self.order, events, history=tuple(self.history))
        self.history += events
        assert engine.replay(self.blank(), self.history) == self.order


def opened(**more: Any) -> Shop:
    """Lan of sales has opened the order; reception is in her hands."""
    shop = Shop(**more)
    shop.does(LAN, Open())
    return shop


def designed() -> Shop:
    """Design and placement are done; fabrication is offered to production."""
    shop = opened()
    shop.does(LAN, Report(stage="reception", done=True))
    shop.does(TU, Report(stage="design", done=True, evidence=(DRAWING,)))
    shop.does(TU, Report(stage="placement", done=True, fields={"place": "xưởng 2"}))
    return shop


def delivered() -> Shop:
    """All but acceptance is done; sales has it back."""
    shop = designed()
    for one in ("fabrication", "packing", "delivery"):
        shop.does(MINH, Report(stage=one, done=True))
    return shop


def kinds(events: Sequence[Event]) -> list[tuple[Kind, str | None]]:
    return [(event.kind, event.stage) for event in events]
