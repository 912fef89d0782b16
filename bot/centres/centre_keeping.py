"""What a changed centre file means for the orders that are under way, taken up once at the start."""

import hashlib
from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy import Connection

from orders.centre_file.centre import Centre, Centres
from storage import calendar_rows, settings_rows
from storage.order_book.live_orders import departments_named
from storage.post import cards_rows

KEY = "centre_files"  # what they said when the bot last started
log = structlog.get_logger(__name__)


def take_up(conn: Connection, centres: Centres) -> None:
    """Leave vanished departments to coordination; after a change of calendars or ladders look at every order anew.

    While no file says anything else than at the last start, one row is read.
    """
    before = settings_rows.get(conn, KEY) or {}
    now = {company: _said(centre) for company, centre in centres.items()}
    if all(_same(before.get(company), said) for company, said in now.items()):
        centres.leave_to_coordination({company: set(before[company]["vanished"]) for company in now})
        return
    vanished = _vanished(conn, centres)
    centres.leave_to_coordination(vanished)
    for company, said in now.items():
        said["vanished"] = sorted(vanished[company])
        if vanished[company]:
            cards_rows.bump_tray(conn, company, centres[company].coordination)
            log.warning(
                "departments are in the centre file no more", company=company, departments=said["vanished"]
            )
    if any(
        company in before and before[company]["clocks"] != said["clocks"] for company, said in now.items()
    ):
        calendar_rows.look_anew(conn)
    settings_rows.put(conn, KEY, before | now)


def clocks_changed(conn: Connection, centre: Centre) -> bool:
    """Whether orders would be looked at by other calendars or ladders than those of the last start."""
    before = (settings_rows.get(conn, KEY) or {}).get(centre.id)
    return before is not None and before["clocks"] != _clocks(centre)


def _vanished(conn: Connection, centres: Centres) -> Mapping[str, frozenset[str]]:
    named = departments_named(conn)
    return {
        company: named.get(company, frozenset()) - {one.id for one in centre.departments}
        for company, centre in centres.items()
    }


def _said(centre: Centre) -> dict[str, Any]:
    return {"departments": sorted(one.id for one in centre.departments), "clocks": _clocks(centre)}


def _same(before: Mapping[str, Any] | None, said: Mapping[str, Any]) -> bool:
    return before is not None and all(before[name] == value for name, value in said.items())


def _clocks(centre: Centre) -> str:
    """All that next looks are counted by. Names among it do no harm: a renamed ladder is looked at once in vain."""
    own = [(one.id, one.calendar) for one in centre.departments]
    by_hold = [(kind.id, kind.department, kind.check_in, kind.due) for kind in centre.hold_kinds]
    said = (centre.company.time_zone, centre.company.calendar, own, centre.coordination, by_hold)
    said_of_chasing = (centre.ladders, centre.priorities, centre.defaults)
    return hashlib.sha256(repr((said, said_of_chasing)).encode()).hexdigest()
