"""Every refusal of the product: the class is the text key, its fields are the data of the sentence.

Fields hold plain values and ids; names are put in their place when the sentence is laid out. Everywhere ``stage``,
``stages``, ``to``, ``givers``, ``earlier`` and ``waits_for`` are stage ids, ``department`` is a department id, ``by`` a
person (None: not known here, the last event tells), ``what`` and ``by_kind`` a kind of event, ``who_may`` parties as
``orders.rights`` writes them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeAlias, cast, dataclass_transform

from orders.order import Order

Value: TypeAlias = str | int | Decimal | date | datetime | tuple[str, ...] | tuple[date, ...] | None


@dataclass_transform(kw_only_default=True, eq_default=False)
class BotError(Exception):
    """Something was asked that is not done; nothing was changed, and the person is told the next step."""

    key: ClassVar[str] = "refusal"
    about = cast("Order | None", None)  # the order it is about, where one was loaded: names its stages

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        dataclass(kw_only=True, eq=False, repr=False)(cls)
        cls.key = "refusal." + re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @property
    def params(self) -> Mapping[str, Value]:
        return {one.name: getattr(self, one.name) for one in fields(self)}  # type: ignore[arg-type]  # made a dataclass above

    def __str__(self) -> str:
        return f"{self.key} {dict(self.params)}"
