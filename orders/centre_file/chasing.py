"""What stops a stage, what is owed every day, and who hears when nothing comes, as a centre file declares it."""

from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from orders.calendars.spans import ClockTime, LengthText, Span
from orders.centre_file.calendar_rules import WEEKDAYS
from orders.centre_file.references import DepartmentRef, Id, LadderRef
from orders.centre_file.workflow import Approver
from orders.names import Config, Names, Word

DUTY_DAYS_ACCEPTED = f"working (every working day of the department) or a list of {' '.join(WEEKDAYS)}"


class HoldKind(Config):
    """A reason why a stage stands still, and the department inside that answers for it."""

    id: Id
    names: Names
    department: DepartmentRef
    aliases: tuple[Word, ...] = ()  # what people write when they are stuck: "thiếu mica", "缺料"
    check_in: LengthText  # how soon that department is asked how it stands
    due: Span | None = None  # by when it should be over

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All that people may call it."""
        return (self.id, *self.names.all(), *self.aliases)


class LateCause(Config):
    """Why orders come late, as a late report may choose it."""

    id: Id
    names: Names

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All that people may call it."""
        return (self.id, *self.names.all())


class Rung(Config):
    """Who hears, and how long they have to act before the next rung does."""

    who: Literal["department", "on_duty", "head", "coordinator", "manager"]
    wait: LengthText


class Ladder(Config):
    """Who hears next while nobody acts. The last rung hears again after each of its waits until somebody does."""

    id: Id
    rungs: tuple[Rung, ...] = Field(min_length=1)


def parse_duty_days(value: object) -> frozenset[int] | None:
    """The weekdays (Monday is 0), or None for every working day."""
    if value == "working":
        return None
    named = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    if not named or any(day not in WEEKDAYS for day in named):
        raise ValueError(f"'{value}' are no days. Accepted: {DUTY_DAYS_ACCEPTED}.")
    return frozenset(WEEKDAYS.index(day) for day in named)


DutyDays = Annotated[
    frozenset[int] | None,
    PlainValidator(parse_duty_days),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": "working"},
                {"type": "array", "items": {"enum": list(WEEKDAYS)}, "minItems": 1, "uniqueItems": True},
            ],
            "description": DUTY_DAYS_ACCEPTED,
        }
    ),
]


class Duty(Config):
    """A thing a department owes at a clock time, only on days on which it works."""

    id: Id
    names: Names
    department: DepartmentRef
    at: ClockTime
    days: DutyDays = None
    warn: LengthText | None = None  # so long before; without it, in the last working hour before
    to: DepartmentRef | None = None  # who receives it
    approver: Approver | None = (
        None  # who signs it before it counts; a head without department is the duty's own
    )
    compiles: Literal["shipping_statistics"] | None = None  # compiled by the bot, signed by the approver
    aliases: tuple[Word, ...] = ()
    ladder: LadderRef | None = None

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All that people may call it."""
        return (self.id, *self.names.all(), *self.aliases)


class Priority(Config):
    """How much an order presses. ``set_by`` empty: whoever opens the order.

    ``asks``: a department that is asked first, with the list of what would slip; ``approver`` decides, else its head.
    """

    id: Id
    names: Names
    set_by: tuple[Approver, ...] = ()
    ladder: LadderRef | None = None
    asks: DepartmentRef | None = None
    approver: Approver | None = None
    plan_change: bool = False  # each time it is granted is counted as a change of the plan
