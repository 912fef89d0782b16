"""A late report as a JSON value, and back."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from orders.order import LateReport

_LATE = TypeAdapter(LateReport)


def late_values(late: LateReport | None) -> dict[str, Any]:
    """The columns of an order: the report, and the department that has to act on it."""
    if late is None:
        return {"late_report": None, "late_owed_by": None}
    return {"late_report": _LATE.dump_python(late, mode="json"), "late_owed_by": late.owed_by or None}


def read_late(values: Mapping[str, Any] | None) -> LateReport | None:
    return _LATE.validate_python(values) if values else None
