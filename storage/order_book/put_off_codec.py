"""Questions that were put off, as a JSON value, and back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from orders.order import PutOff

_PUT_OFF = TypeAdapter(tuple[PutOff, ...])


def put_off_values(put_off: Sequence[PutOff]) -> dict[str, Any]:
    """The columns of an order: the questions, and the last moment until which one of them is quiet."""
    if not put_off:
        return {"put_off": None, "put_off_until": None}
    until: datetime = max(one.until for one in put_off)
    return {"put_off": _PUT_OFF.dump_python(tuple(put_off), mode="json"), "put_off_until": until}


def read_put_off(values: Sequence[Any] | None) -> tuple[PutOff, ...]:
    return _PUT_OFF.validate_python(values) if values else ()
