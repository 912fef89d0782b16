"""What a changed centre file means for the orders that are under way, taken up once at the start."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection

from orders.centre_file.centre import Centre, Centres
from storage import calendar_rows, settings_rows
from storage.chasing import left_companies
from storage.order_book.live_orders import departments_named
from storage.post import cards_rows

KEY = "centre_files"  # what they said when the bot last started
LEFT = "left"  # noted with a company that was not among them
SLICE = 100  # things of each kind in one transaction
log = structlog.get_logger(__name__)


def take_up(conn: Connection, centres: Centres, *, now: datetime, machine_now: datetime) -> Collection[str]:
    """Leave vanished departments to coordination; after a change of calendars or ladders look at every order anew.

    Of a company that has left the files nothing more is said until it returns. Return those that have left. While no file
    says anything else than at the last start, one row is read.
    """
    before = settings_rows.get(conn, KEY) or {}
    said_now = {company: _said(centre) for company, centre in centres.items()}
    left = [company for company in before if company not in centres]
    returned = [company for company in centres if before.get(company, {}).get(LEFT)]
    newly_left = [company for company in left if LEFT not in before[company]]
    if not (returned or newly_left) and all(
        _same(before.get(company), said) for company, said in said_now.items()
    ):
        centres.leave_to_coordination({company: set(before[company]["vanished"]) for company in said_now})
        return left
    vanished = _vanished(conn, centres)
    centres.leave_to_coordination(vanished)
    for company, said in said_now.items():
        said["vanished"] = sorted(vanished[company])
        if vanished[company]:
            _vanish(conn, centres[company], said["vanished"])
    if any(
        company in before and before[company]["clocks"] != said["clocks"]
        for company, said in said_now.items()
    ):
        calendar_rows.look_anew(conn)
    if returned:
        left_companies.bring_back(conn, returned, now)
    if newly_left:
        left_companies.say_nothing(conn, newly_left, machine_now)
        log.warning("companies are in the centre files no more", companies=newly_left)
    settings_rows.put(conn, KEY, before | said_now | {one: {**before[one], LEFT: True} for one in left})
    return left


def put_by(conn: Connection, now: datetime, _machine_now: datetime) -> bool:
    """What falls due of companies that have left, a slice at a time; True when there may be more.

    Asked for each time: another process may have begun since with a file in which one is back.
    """
    noted = settings_rows.get(conn, KEY) or {}
    left = [company for company, said in noted.items() if LEFT in said]
    return bool(left) and left_companies.put_by(conn, left, now, most=SLICE)


def _vanish(conn: Connection, centre: Centre, departments: Sequence[str]) -> None:
    cards_rows.bump_tray(conn, centre.id, centre.coordination)
    log.warning("departments are in the centre file no more", company=centre.id, departments=departments)


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
