"""Why a reminder came when it came: what it waited for is told apart from what nobody looked at."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from orders.calendars.calendar import WorkCalendar
from orders.calendars.working_years import Interval
from orders.centre_file.chasing import Ladder
from reminders.explaining import Asked, Ground, PutOff, accounts

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOURS = WorkCalendar(zone=ZONE, week={day: (Interval(start=8 * 60, end=17 * 60),) for day in range(6)})
LADDER = Ladder.model_validate({"id": "standard", "rungs": [{"who": "department", "wait": "2wh"}]})
GROUND = Ground(
    ladder_at=lambda _: LADDER,
    hours=lambda _who, _asked: HOURS,
    stood=lambda _who, _asked: True,
    clock=lambda _: None,
    stopped=lambda _asked, _since: False,
)


def local(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=ZONE).astimezone(UTC)


def asked(number: int, rule: str, *, missed: datetime, made: datetime, said: datetime | None) -> Asked:
    return Asked(id=number, rule=rule, missed_at=missed, rung=0, made_at=made, said_at=said)


def test_what_waited_for_another_reminder_of_the_same_thing_to_be_said_is_told_apart_from_what_came_late() -> (
    None
):
    kept_back = asked(1, "update", missed=local(8, 30), made=local(9), said=local(16, 30))
    behind_it = asked(2, "hold", missed=local(13), made=local(16, 30), said=None)
    assert accounts([kept_back, behind_it], GROUND)[1].put_off is PutOff.UNDER_WAY

    said_before = asked(1, "update", missed=local(8, 30), made=local(9), said=local(12))
    assert accounts([said_before, behind_it], GROUND)[1].put_off is PutOff.LATE
    assert accounts([behind_it], GROUND)[0].put_off is PutOff.LATE

    no_room = asked(1, "update", missed=local(8, 30), made=local(9), said=None)
    assert accounts([no_room, behind_it], GROUND)[1].put_off is PutOff.UNDER_WAY
    said_since = asked(1, "update", missed=local(8, 30), made=local(9), said=local(17))
    assert accounts([said_since, behind_it], GROUND)[1].put_off is PutOff.UNDER_WAY
    made_since = asked(1, "update", missed=local(13, 30), made=local(14), said=None)
    assert accounts([made_since, behind_it], GROUND)[1].put_off is PutOff.LATE
