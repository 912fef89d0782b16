"""A duty of one day as it stands in its row."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from orders.duties import DutyDay, DutyState, HandedIn
from orders.order import Evidence


def readable(rows: Iterable[Row[Any]]) -> tuple[DutyDay, ...]:
    """What a newer version has written another way hides none of the others; the sweep, or the auditor, tells of it."""
    return tuple(day for row in rows if (day := if_readable(row)) is not None)


def if_readable(row: Row[Any]) -> DutyDay | None:
    try:
        return read_day(row)
    except (TypeError, ValueError, LookupError, AttributeError):
        return None


def read_day(row: Row[Any]) -> DutyDay:
    return DutyDay(
        id=row.id,
        company=row.company,
        duty=row.duty,
        department=row.department,
        day=row.local_date,
        due_at=row.due_at,
        state=DutyState(row.state),
        handed=_read_handed(row) if row.handed_at is not None else None,
        signed_at=row.signed_at,
        signed_by=row.signed_by,
        returned=row.returned,
        called=row.called,
    )


def _read_handed(row: Row[Any]) -> HandedIn:
    kept = row.handed or {}
    said_in = kept.get("said_in")
    return HandedIn(
        at=row.handed_at,
        by=row.handed_by,
        note=kept.get("note", ""),
        evidence=tuple(Evidence(**one) for one in kept.get("evidence", ())),
        messages=tuple((chat, message) for chat, message in kept.get("messages", ())),
        said_in=(said_in[0], said_in[1]) if said_in else None,
        album=kept.get("album", ""),
        on_behalf=kept.get("on_behalf", False),
        told_by=kept.get("told_by", ""),
        spoken_for=kept.get("spoken_for"),
    )


def handed_to_json(handed: HandedIn) -> Mapping[str, Any]:
    return {
        "note": handed.note,
        "evidence": [asdict(one) for one in handed.evidence],
        "messages": handed.messages,
        "said_in": handed.said_in,
        "album": handed.album,
        "on_behalf": handed.on_behalf,
        "told_by": handed.told_by,
        "spoken_for": handed.spoken_for,
    }
