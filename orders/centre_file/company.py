"""A company and its departments, as a centre file declares them."""

import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from orders.centre_file.calendar_rules import CalendarChange, CalendarRules
from orders.centre_file.codes import OrderCode
from orders.centre_file.references import DepartmentId, Id
from orders.names import Config, Names, Word

Language = Literal["vi", "zh-Hans", "zh-Hant", "en"]


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            f"'{value}' is no time zone. Accepted: a place such as Asia/Ho_Chi_Minh or Asia/Shanghai."
        ) from error
    return value


def _unspaced(value: object) -> object:
    """Account numbers are copied with spaces, and one without letters is a number to YAML."""
    return re.sub(r"[\s.-]", "", str(value)) if isinstance(value, str | int) else value


class BankAccount(Config):
    """Where customers pay to. ``bin`` is the six-digit NAPAS number of the bank."""

    names: Names  # how people call it: "Vietcombank, tài khoản công ty"
    bin: Annotated[str, BeforeValidator(_unspaced), StringConstraints(pattern=r"^\d{6}$")]
    account: Annotated[str, BeforeValidator(_unspaced), StringConstraints(pattern=r"^[A-Za-z0-9]{6,19}$")]
    holder: str = Field(min_length=5, max_length=50)


class Company(Config):
    """Who the centre coordinates. Amounts are in minor units of ``currency`` throughout the file."""

    id: Id
    names: Names
    language: Language
    time_zone: Annotated[str, AfterValidator(_known_zone)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "VND"
    code_pattern: OrderCode
    calendar: CalendarRules
    bank_accounts: tuple[BankAccount, ...] = ()


class Department(Config):
    """Who owns stages. ``acts_anywhere``: its people may report on every stage, as coordination does."""

    id: DepartmentId
    names: Names
    aliases: tuple[Word, ...] = ()
    acts_anywhere: bool = False
    calendar: CalendarChange | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """All that people may call it."""
        return (self.id, *self.names.all(), *self.aliases)
