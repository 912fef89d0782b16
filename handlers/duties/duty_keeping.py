"""Each duty's coming day is written down before it is asked for; so is what fell due while nobody was there to ask."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection

from handlers.each_company import for_each
from orders.centre_file.centre import Centre, Centres
from orders.centre_file.chasing import Duty
from orders.duties import DutyDay, DutyState, days_between, due_at, next_day
from orders.duty_checks import first_check
from storage.chasing import duty_rows

RELOOK = timedelta(minutes=10)  # the calendar may have changed
LOOKED_BACK = timedelta(days=31)  # of what a longer stop has missed nothing is kept


def keep(conn: Connection, *, centres: Centres, now: datetime) -> bool:
    """Write down what is not yet. After a stop only the newest day is asked for; the others are missing, and nobody is told."""
    with_duties = [centre for centre in centres.values() if centre.duties]
    return for_each(conn, with_duties, lambda centre: _keep(conn, centre, now))


class Keeper:
    """Keeps, and remembers until when there is nothing to keep: a knock at which nothing is due costs no query."""

    def __init__(self) -> None:
        self._looked_at: datetime | None = None
        self._quiet_until = datetime.min.replace(tzinfo=UTC)

    def keep(self, conn: Connection, *, centres: Centres, now: datetime) -> bool:
        if self._looked_at is not None and self._looked_at <= now < self._quiet_until:
            return False
        kept = keep(conn, centres=centres, now=now)
        if not kept:  # what was written now is sure only once it is stored
            self._looked_at = now
            self._quiet_until = min((*falling_due(centres.values(), now), now + RELOOK))
        return kept


def falling_due(centres: Iterable[Centre], now: datetime) -> Iterator[datetime]:
    """When each duty falls due next, whatever has become of it by then."""
    for centre in centres:
        for duty in centre.duties:
            calendar = centre.calendar_of(duty.department)
            day = next_day(duty, now, calendar)
            if day is not None:
                yield due_at(duty, day, calendar)


def _keep(conn: Connection, centre: Centre, now: datetime) -> bool:
    today = now.astimezone(centre.zone).date()
    known: defaultdict[str, list[DutyDay]] = defaultdict(list)
    for day in duty_rows.since(conn, centre.id, today - timedelta(days=7)):
        known[day.duty].append(day)
    kept = [_of_duty(conn, centre, duty, known[duty.id], now) for duty in centre.duties]
    return any(kept)


def _of_duty(conn: Connection, centre: Centre, duty: Duty, known: Sequence[DutyDay], now: datetime) -> bool:
    calendar = centre.calendar_of(duty.department)
    written = {one.day: one for one in known}
    coming = next_day(duty, now, calendar)
    if coming is not None and coming in written:
        return _moved(conn, centre, duty, written[coming])
    laid = False
    latest = max(written) if written else duty_rows.latest(conn, centre.id, duty.id)
    if latest is not None:  # else the bot, or the duty, is new here: nobody has missed anything
        for day, asked in _missed(duty, max(latest, _oldest(now)), now, centre):
            laid = _lay(conn, centre, duty, day, asked=asked) or laid
    if coming is not None:
        laid = _lay(conn, centre, duty, coming, asked=True) or laid
    return laid


def _oldest(now: datetime) -> date:
    return (now - LOOKED_BACK).date()


def _missed(duty: Duty, latest: date, now: datetime, centre: Centre) -> Iterator[tuple[date, bool]]:
    """The days that fell due unwritten, and whether they are asked for: the last one is."""
    days = [*days_between(duty, latest, now, centre.calendar_of(duty.department))]
    yield from ((day, day == days[-1]) for day in days)


def _lay(conn: Connection, centre: Centre, duty: Duty, day: date, *, asked: bool) -> bool:
    new = _new(centre, duty, day)
    return duty_rows.lay(
        conn,
        company=centre.id,
        duty=duty.id,
        department=duty.department,
        day=day,
        due_at=new.due_at,
        state=DutyState.WANTED if asked else DutyState.MISSING,
        next_check_at=first_check(centre, duty, new) if asked else None,
    )


def _moved(conn: Connection, centre: Centre, duty: Duty, day: DutyDay) -> bool:
    """The file, or the calendar, says otherwise than it did when the day was written down."""
    new = _new(centre, duty, day.day)
    if (day.due_at, day.department) == (new.due_at, new.department) or day.state is not DutyState.WANTED:
        return False
    check = first_check(centre, duty, new)
    duty_rows.move(conn, day.id, department=new.department, due_at=new.due_at, next_check_at=check)
    return True


def _new(centre: Centre, duty: Duty, day: date) -> DutyDay:
    at = due_at(duty, day, centre.calendar_of(duty.department))
    return DutyDay(
        id=0,
        company=centre.id,
        duty=duty.id,
        department=duty.department,
        day=day,
        due_at=at,
        state=DutyState.WANTED,
    )
