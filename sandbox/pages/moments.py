"""Times as the pages show them: on the wall clock of the people, in the reader's language."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from sandbox.pages.words import BY_LANGUAGE, MONTHS, SHORT_WEEKDAYS, WEEKDAYS


@dataclass(frozen=True, kw_only=True)
class Moments:
    """``now`` is the world's."""

    language: str
    zone: tzinfo
    now: datetime

    def local(self, seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, self.zone)

    def hour(self, seconds: int) -> str:
        return f"{self.local(seconds):%H:%M}"

    def day(self, seconds: int) -> str:
        """Name a day as a heading between messages."""
        day, today = self.local(seconds).date(), self._today()
        words = BY_LANGUAGE[self.language]
        if day == today:
            return words["today"]
        if day == today - timedelta(days=1):
            return words["yesterday"]
        return self._long(day)

    def short(self, seconds: int) -> str:
        """Say when, as narrowly as a list of chats has room for."""
        moment, today = self.local(seconds), self._today()
        if moment.date() == today:
            return f"{moment:%H:%M}"
        if today - timedelta(days=7) < moment.date() < today:
            return SHORT_WEEKDAYS[self.language][moment.weekday()]
        return self._numbers(moment)

    def dated(self, moment: datetime) -> str:
        """Weekday and date, as the clock on top shows them beside the hour."""
        local = moment.astimezone(self.zone)
        return f"{SHORT_WEEKDAYS[self.language][local.weekday()]} {self._numbers(local)}"

    def clock(self, moment: datetime) -> str:
        return f"{self.dated(moment)} {moment.astimezone(self.zone):%H:%M}"

    def wall(self, moment: datetime) -> str:
        """Write a moment as an input field of a page takes it."""
        return f"{moment.astimezone(self.zone):%Y-%m-%dT%H:%M}"

    def _numbers(self, day: date) -> str:
        """Day and month in the order the language has them."""
        match self.language:
            case "zh":
                return f"{day.month}月{day.day}日"
            case "en":
                return f"{day.day} {MONTHS[day.month - 1]}"
            case _:
                return f"{day.day}/{day.month}"

    def _today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def _long(self, day: date) -> str:
        weekday, numbers = WEEKDAYS[self.language][day.weekday()], self._numbers(day)
        return f"{numbers} {weekday}" if self.language == "zh" else f"{weekday} {numbers}"
