"""How each way of naming a day becomes a day, given today."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from handlers.reading.numerals import number

Days = tuple[date, ...]
"""One day; several, when people mean different days by the same words; none, when there is no such day."""

# A day without a year that has just gone by may be meant as it stands, or a year on.
_JUST_GONE = timedelta(days=30)
_SATURDAY = 5

_WEEKDAYS_VI = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
_WEEKDAYS_EN = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS_EN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKS = {
    **dict.fromkeys(("tuan nay", "nay", "这", "本", "这个", "this", "this week"), 0),
    **dict.fromkeys(("tuan sau", "tuan toi", "下", "下个", "next week"), 1),
    **dict.fromkeys(("tuan sau nua", "下下", "下下个"), 2),
    **dict.fromkeys(("tuan truoc", "tuan qua", "上", "上个", "last", "last week"), -1),
}


def _weekday_in(week: int, weekday: int, today: date) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(weeks=week, days=weekday)


def _weekday(weekday: int, which: str | None, today: date) -> Days:
    """A bare weekday is the coming one; said on that very day it may be today. "Next" is two days to two people."""
    ahead = today + timedelta(days=(weekday - today.weekday()) % 7)
    if which in _WEEKS:
        day = _weekday_in(_WEEKS[which], weekday, today)
        return (day, day + timedelta(weeks=1)) if day < today and _WEEKS[which] == 0 else (day,)
    if which in {"toi", "coming"}:
        return (ahead if ahead > today else ahead + timedelta(weeks=1),)
    if which == "next":
        return tuple(
            sorted({ahead if ahead > today else ahead + timedelta(weeks=1), _weekday_in(1, weekday, today)})
        )
    return (ahead,) if ahead > today else (today, today + timedelta(weeks=1))


def vi_weekday(match: re.Match[str], today: date) -> Days:
    if match["sunday"]:
        weekday = 6
    else:
        word = match["word"] or match["short"]
        weekday = _WEEKDAYS_VI[word] if word in _WEEKDAYS_VI else int(word) - 2
    which = match["after"] or match["before"]
    return _weekday(weekday, which, today)


def zh_weekday(match: re.Match[str], today: date) -> Days:
    return _weekday("一二三四五六日".index(match["day"].replace("天", "日")), match["which"], today)


def en_weekday(match: re.Match[str], today: date) -> Days | None:
    """Short names that are Vietnamese words too need a word before them, or to stand alone."""
    lone = match["glue"] or match["which"] or match["week"] or match[0] == match.string
    if match["day"] in {"mon", "thu", "sat", "sun"} and not lone:
        return None
    return _weekday(_WEEKDAYS_EN.index(match["day"][:3]), match["week"] or match["which"], today)


def _month_after(today: date, months: int) -> tuple[int, int]:
    years, month = divmod(today.month - 1 + months, 12)
    return today.year + years, month + 1


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def after(match: re.Match[str], today: date) -> Days | None:
    """Two numbers ("2-3 ngày nữa") are two days."""
    counts = [number(found) for found in (match["n"], match["upto"]) if found]
    unit = match["unit"]
    if unit in {"thang", "month", "months", "月"}:
        return tuple(_same_day(today, count) for count in counts if count <= 120)
    step = 7 if unit in {"tuan", "week", "weeks", "周", "星期", "礼拜"} else 1
    return tuple(today + timedelta(days=count * step) for count in counts)


def _same_day(today: date, months: int) -> date:
    year, month = _month_after(today, months)
    return date(year, month, min(today.day, _last_day(year, month).day))


def _made(year: int, month: int, day: int) -> Days:
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()


def numeric(match: re.Match[str], today: date) -> Days | None:
    """Day first. A point between two numbers is a date only if there is such a day: else it is a decimal."""
    named = match.groupdict()
    month = _month(named["month"])
    day = number(named["day"])
    if named.get("sep") == "." and len(match[0]) < 5 and match[0] != match.string:
        return None
    if not named.get("year"):
        days = coming(day, month, today)
        return days if days or named.get("sep") != "." else None
    year = int(named["year"])
    return _made(year if year > 99 else 2000 + year, month, day)


def _month(text: str) -> int:
    return _MONTHS_EN.index(text[:3]) + 1 if text[:3] in _MONTHS_EN else number(text)


def coming(day: int, month: int, today: date) -> Days:
    """The coming day of that name; with the one just gone, if it went by less than a month ago."""
    years = (today.year - 1, today.year, today.year + 1)
    found = [made for year in years for made in _made(year, month, day)]
    ahead = [made for made in found if today <= made <= today + timedelta(days=366)]
    gone = [made for made in found if today - _JUST_GONE <= made < today]
    return (*gone, *ahead[:1]) if ahead else ()


def day_of_month(match: re.Match[str], today: date) -> Days:
    """The coming day of that number; if this month is too short for it, its last day or that of the next month: ask."""
    day = number(match["day"])
    if not 1 <= day <= 31:
        return ()
    if day >= today.day and day <= _last_day(today.year, today.month).day:
        return (today.replace(day=day),)
    if day > today.day:
        year, month = _month_after(today, 1)
        return (_last_day(today.year, today.month), *_made(year, month, day))
    year, month = _month_after(today, 1)
    return _made(year, month, day) or (_last_day(year, month), *_made(*_month_after(today, 2), day))


def edge_of_week(match: re.Match[str], today: date) -> Days:
    weekday = {"dau": 0, "giua": 2}.get(match["edge"] or "", _SATURDAY)
    week = 1 if match["next"] else 0
    day = _weekday_in(week, weekday, today)
    if day < today and not week:
        return (today,) if weekday == _SATURDAY else (_weekday_in(1, weekday, today),)
    return (day,)


def edge_of_month(match: re.Match[str], today: date) -> Days:
    """First, fifteenth or last of this month, of the next one when it is said or this month's is gone."""
    edge = match["edge"]
    for months in (1,) if match["next"] else (0, 1):
        year, month = _month_after(today, months)
        first = date(year, month, 1)
        day = {"dau": first, "初": first, "giua": first.replace(day=15), "中": first.replace(day=15)}.get(
            edge, _last_day(year, month)
        )
        if day >= today:
            break
    return (day,)


def edge_of_named_month(match: re.Match[str], today: date) -> Days:
    """Take "cuối tháng 12" as this year's; once that is gone, as the next year's."""
    month = number(match["month"])
    if not 1 <= month <= 12:
        return ()
    day = {"dau": 1, "giua": 15}.get(match["edge"])
    for year in (today.year, today.year + 1):
        found = date(year, month, day) if day else _last_day(year, month)
        if found >= today:
            break
    return (found,)


def end_of_year(_: re.Match[str], today: date) -> Days:
    return (date(today.year, 12, 31),)


def day_after_or_next(_: re.Match[str], today: date) -> Days:
    """Offer both: "ngày kia" is two days ahead in the north of Vietnam, three in the south."""
    return (today + timedelta(days=2), today + timedelta(days=3))


def some_day_of_week(match: re.Match[str], today: date) -> Days:
    week = 1 if match["next"] else 0
    days = (_weekday_in(week, weekday, today) for weekday in range(6))
    return tuple(day for day in days if day >= today) or (today,)


def some_day_of_month(_: re.Match[str], today: date) -> Days:
    year, month = _month_after(today, 1)
    return (date(year, month, 1), date(year, month, 15), _last_day(year, month))


def offset(days: int) -> Callable[[re.Match[str], date], Days]:
    return lambda _, today: (today + timedelta(days=days),)
