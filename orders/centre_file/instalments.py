"""The parts of a price and what makes each fall due, as a centre file declares them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal, Self, cast, get_args

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema, model_validator

from orders.calendars.spans import LengthText
from orders.centre_file.references import StageId
from orders.names import Config, Names

#: Facts of an order that the end of a stage makes true.
Milestone = Literal["price_agreed", "signed", "delivered", "accepted"]
MILESTONES: tuple[str, ...] = get_args(Milestone)

TRIGGERS_ACCEPTED = f"opened, {', '.join(MILESTONES)}, or a stage: 'assembly received', 'assembly done'"


@dataclass(frozen=True, kw_only=True, slots=True)
class Trigger:
    """The event an instalment waits for: of the order as a whole, or (``stage``) of one stage."""

    event: Literal["opened", "price_agreed", "signed", "delivered", "accepted", "received", "done"]
    stage: str | None = None

    def __str__(self) -> str:
        return f"{self.stage} {self.event}" if self.stage else self.event


def parse_trigger(value: object) -> Trigger:
    if isinstance(value, Trigger):
        return value
    said = " ".join(value.split()) if isinstance(value, str) else ""
    if said in ("opened", *MILESTONES):
        return Trigger(event=cast("Milestone", said))
    if found := re.fullmatch(r"([a-z][a-z0-9_]*) (received|done)", said):
        return Trigger(event=cast("Literal['received', 'done']", found[2]), stage=found[1])
    raise ValueError(f"'{value}' is no event. Accepted: {TRIGGERS_ACCEPTED}.")


TriggerText = Annotated[
    Trigger,
    PlainValidator(parse_trigger),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {"type": "string", "description": TRIGGERS_ACCEPTED, "examples": ["opened", "assembly done"]}
    ),
]


class Instalment(Config):
    """A part of the price: a percentage or an amount in minor units, due at an event, and not before what it requires is true."""

    id: StageId
    names: Names
    percent: Decimal | None = Field(default=None, gt=0, le=100)
    amount: int | None = Field(default=None, gt=0)
    due_when: TriggerText
    pay_within: LengthText | None = None
    requires: tuple[Milestone, ...] = ()
    per: Literal["delivery"] | None = None  # one of these for each delivery

    @model_validator(mode="after")
    def _either_percent_or_amount(self) -> Self:
        if (self.percent is None) == (self.amount is None):
            raise ValueError("An instalment needs either `percent` or `amount`, and not both.")
        return self
