"""The roster in words: from when to when, who stands in, who is on duty."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.reply import Clock, Param, Text, text
from handlers.wording import NOBODY, department_name
from orders.centre_file.centre import Centre
from orders.order import PersonId
from storage.people.roster_rows import Entry


def period(zone: ZoneInfo, starts_at: datetime, ends_at: datetime | None) -> Text:
    """Whole days by their dates, the last one included; else with the hours."""
    begins = starts_at.astimezone(zone)
    if ends_at is None:
        return text("roster.open", since=begins.date())
    ends = ends_at.astimezone(zone)
    if ends.time() != time():
        return text("roster.hours", since=Clock(at=starts_at), until=Clock(at=ends_at))
    last = ends.date() - timedelta(days=1)
    if begins.time() != time() and begins.date() == last:
        return text("roster.rest_of_day", since=Clock(at=starts_at))
    if begins.time() != time():
        return text("roster.from_hour", since=Clock(at=starts_at), last=last)
    if begins.date() == last:
        return text("roster.day", day=last)
    return text("roster.days", first=begins.date(), last=last)


def entry_line(centre: Centre, entry: Entry, names: Mapping[PersonId, str]) -> Text:
    params: dict[str, Param] = {
        "name": names.get(entry.person, NOBODY),
        "period": period(centre.zone, entry.starts_at, entry.ends_at),
    }
    if entry.what == "duty":
        return Text(
            key="roster.duty", params=params | {"department": department_name(centre, entry.department)}
        )
    if entry.deputy is None:
        return Text(key="roster.leave", params=params)
    return Text(key="roster.leave_for", params=params | {"deputy": names.get(entry.deputy, NOBODY)})
