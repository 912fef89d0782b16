"""Orders with everything that happened to them, as hypothesis draws them: a draft, and steps for somebody to try."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from orders import engine
from orders.centre_file.workflow import Workflow
from orders.events import Event
from orders.facts import Facts
from orders.moves import Actor, Move
from orders.order import Order
from orders.refusals import BotError
from orders.times import Times
from tests.support.generated_orders import Step, next_try, workflows
from tests.support.shop import MONDAY, TIMES, member

OPENER = member(21, "red")


@dataclass(kw_only=True)
class Told:
    """An order whose every move is taken down."""

    workflow: Workflow
    promised_on: date | None
    flags: frozenset[str]
    case: str = ""
    now: datetime = MONDAY
    times: Times = TIMES
    order: Order = field(init=False)
    history: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        self.order = self.blank()
        drafted = engine.create(
            self.order,
            facts=Facts(title="Biển") if self.case else Facts(customer="Khánh Thy"),
            department="red",
            actor=OPENER,
            now=self.now,
            times=self.times,
            flags=self.flags,
            promised_on=self.promised_on,
            case=self.case,
        )
        self.take(drafted)

    def blank(self) -> Order:
        return engine.blank(code="KT-1", company="c", workflow=self.workflow)

    def decide(self, actor: Actor, move: Move) -> tuple[Event, ...] | None:
        """None: refused."""
        try:
            made = engine.decide(
                self.order, move, actor=actor, now=self.now, times=self.times, history=self.history
            )
        except BotError:
            return None
        assert made.after == self.after(made.events)
        return made.events

    def after(self, events: Sequence[Event]) -> Order:
        return engine.apply(self.order, events, history=self.history)

    def take(self, events: Sequence[Event]) -> None:
        self.order = self.after(events)
        self.history += tuple(events)

    def tries(self, step: Step) -> tuple[Move, tuple[Event, ...] | None]:
        self.now += timedelta(hours=step.hours)
        actor, move = next_try(step, self.order, self.now)
        events = self.decide(actor, move)
        if events is not None:
            self.take(events)
        return move, events


tales = st.builds(
    Told,
    workflow=workflows(),
    promised_on=st.sampled_from([None, date(2026, 11, 23), date(2026, 12, 4)]),
    flags=st.sampled_from([frozenset(), frozenset({"rush"}), frozenset({"bought"})]),
    case=st.sampled_from(["", "", "complaint"]),
    now=st.just(MONDAY),
)
