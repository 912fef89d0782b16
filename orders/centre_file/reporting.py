"""When reports are posted and what figures are held against, as a centre file declares it."""

import re
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from orders.calendars.spans import ClockTime, parse_clock
from orders.centre_file.calendar_rules import WEEKDAYS
from orders.centre_file.references import DepartmentRef
from orders.names import Config

WEEKLY_ACCEPTED = "a day of the week and a time such as mon 08:30"

Figure = Literal[
    "fulfilment_rate",  # percent, S3-38
    "on_time_rate",  # percent, by first promise
    "processing_time",  # working days from opening to delivery, median
    "stage_time",  # working hours, median
    "waiting_time",  # working hours from offer to receipt, median
    "update_compliance",  # percent
    "late_reports_in_time",  # percent, S3-40
    "plan_changes",  # a month, S2-6
    "collection_rate",  # percent of what fell due
    "customer_satisfaction",  # 1 to 5
    "inventory_turnover",  # turns a year, S1-12
]


@dataclass(frozen=True, kw_only=True, slots=True)
class WeeklyTime:
    """Monday is 0."""

    weekday: int
    at: time


def parse_weekly(value: object) -> WeeklyTime:
    found = (
        re.fullmatch(rf"({'|'.join(WEEKDAYS)}) (\S+)", " ".join(value.split()))
        if isinstance(value, str)
        else None
    )
    if not found:
        raise ValueError(f"'{value}' is no weekly time. Accepted: {WEEKLY_ACCEPTED}.")
    return WeeklyTime(weekday=WEEKDAYS.index(found[1]), at=parse_clock(found[2]))


WeeklyText = Annotated[
    WeeklyTime,
    PlainValidator(parse_weekly),
    WithJsonSchema({"type": "string", "description": WEEKLY_ACCEPTED, "examples": ["mon 08:30"]}),
]


class ReportTimes(Config):
    """When each report is posted by itself; one without a time is not. Months and quarters: on their first working day."""

    daily_chart: ClockTime | None = time(17)
    shipping_statistics: ClockTime | None = None  # of the day before
    weekly_review: WeeklyText | None = None
    monthly_rates: ClockTime | None = None
    quarterly_pack: ClockTime | None = None


class Target(Config):
    """What a figure should reach each month, for the company or for one department."""

    figure: Figure
    department: DepartmentRef | None = None
    at_least: Decimal | None = Field(default=None, ge=0)
    at_most: Decimal | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("A target needs either `at_least` or `at_most`, and not both.")
        return self
