"""What hangs on a stage, as JSON and back: a hold, a notice, and who asked how it stands."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from orders.evolving_stages import moment
from orders.order import Hold, Notice, PersonId, Pushes, Read

_HOLD_MOMENTS = ("since", "check_at", "due_at")


def push_values(pushed: Pushes) -> dict[str, Any]:
    return {**asdict(pushed), "at": pushed.at.isoformat(), "waiting": list(pushed.waiting)}


def read_pushes(values: Mapping[str, Any]) -> Pushes:
    at = datetime.fromisoformat(values["at"])
    return Pushes(count=values["count"], at=at, by=values["by"], waiting=tuple(values["waiting"]))


def hold_values(hold: Hold) -> dict[str, Any]:
    moments = {name: getattr(hold, name) for name in _HOLD_MOMENTS}
    return {**asdict(hold), **{name: at and at.isoformat() for name, at in moments.items()}}


def read_hold(values: Mapping[str, Any]) -> Hold:
    """One written before there was a moment by which it should be over has none."""
    moments = {name: moment(values.get(name)) for name in _HOLD_MOMENTS}
    return Hold(**{**values, **moments})


def notice_values(notice: Notice) -> dict[str, Any]:
    return {
        "number": notice.number,
        "recall": notice.recall,
        "at": notice.at.isoformat(),
        "awaited": {one: by.isoformat() for one, by in notice.awaited.items()},
        "acknowledged": {
            one: {"by": read.by, "at": read.at.isoformat()} for one, read in notice.acknowledged.items()
        },
    }


def read_notice(values: Mapping[str, Any]) -> Notice:
    return Notice(
        number=values["number"],
        recall=values["recall"],
        at=datetime.fromisoformat(values["at"]),
        awaited={one: datetime.fromisoformat(by) for one, by in values["awaited"].items()},
        acknowledged={
            one: Read(by=PersonId(read["by"]), at=datetime.fromisoformat(read["at"]))
            for one, read in values["acknowledged"].items()
        },
    )
