"""One text in one language: the sentence with its parameters put in, escaped, as HTML."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

import structlog
from babel.numbers import get_currency_precision

from bot.i18n.catalogue import Catalogues
from bot.i18n.hanzi import traditional
from bot.i18n.languages import ENGLISH, TRADITIONAL, VIETNAMESE
from handlers.reply import Clock, Listed, Money, Param, Text
from orders.names import Names

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# Control characters are refused or dropped by messengers, half surrogates cannot be sent, and marks that turn the
# direction of writing would let a note rewrite the line around it.
_UNSAYABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_NBSP = "\u00a0"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """What a text is laid out for besides its language: the company's time zone and the moment of saying it."""

    time_zone: tzinfo
    now: datetime


class Wording:
    """Put texts into words. Parameters are data from people or the centre file and are always escaped."""

    def __init__(self, catalogues: Catalogues) -> None:
        self._catalogues = catalogues

    def html(self, text: Text, lang: str, setting: Setting) -> str:
        """Return the text as HTML. An empty key is an empty line."""
        if not text.key:
            return ""
        sentence = self._catalogues.t(text.key, lang, text.count)
        if "{" not in sentence:  # as on most keys
            return sentence
        counted: Mapping[str, Param] = {} if text.count is None else {"count": text.count}
        return self._filled(sentence, {**counted, **text.params}, lang, setting)

    def _said(self, key: str, lang: str, *, plural: int | None = None, **params: str) -> str:
        """One of the sentences texts are made with; its parameters are HTML already."""
        return _PLACEHOLDER.sub(lambda found: params[found[1]], self._catalogues.t(key, lang, plural))

    def _filled(self, sentence: str, params: Mapping[str, Param], lang: str, setting: Setting) -> str:
        def put_in(found: re.Match[str]) -> str:
            if found[1] not in params:
                log.error("text.parameter_missing", sentence=sentence, parameter=found[1])
                return found[0]
            return self._param(params[found[1]], lang, setting)

        return _PLACEHOLDER.sub(put_in, sentence)

    def _param(self, value: Param, lang: str, setting: Setting) -> str:
        match value:
            case str():
                return escaped(value)
            case int():
                return str(value)
            case datetime():
                raise TypeError("a moment is shown through Clock, which says how")
            case date():
                return self._day(value, lang, setting)
            case Names():
                return escaped(name_in(value, lang))
            case Money():
                return self._money(value, lang)
            case Clock():
                return self._clock(value, lang, setting)
            case Text():
                return self.html(value, lang, setting)
            case Listed():
                return self._listed(value, lang, setting)

    def _listed(self, listed: Listed, lang: str, setting: Setting) -> str:
        items = [self._param(item, lang, setting) for item in listed.items]
        if listed.joiner == "lines":
            return "\n".join(items)
        between = "list.clause" if listed.joiner == "clause" else "list.comma"
        joined = items[0] if items else ""
        for item in items[1 : -1 if listed.joiner == "or" else None]:
            joined = self._said(between, lang, first=joined, second=item)
        if listed.joiner == "or" and len(items) > 1:
            return self._said("list.or", lang, first=joined, second=items[-1])
        return joined

    def _clock(self, clock: Clock, lang: str, setting: Setting) -> str:
        if clock.style == "ago":
            return self._ago(setting.now - clock.at, lang)
        local = clock.at.astimezone(setting.time_zone)
        time = f"{local:%H:%M}"
        if clock.style == "by" and time == "00:00":
            local, time = local - timedelta(days=1), "24:00"
        if clock.style == "time":
            return time
        day = self._day(local.date(), lang, setting)
        return day if clock.style == "day" else self._said("time.full", lang, day=day, time=time)

    def _day(self, day: date, lang: str, setting: Setting) -> str:
        this_year = setting.now.astimezone(setting.time_zone).year
        return self._said(
            "time.day" if day.year == this_year else "time.day_year",
            lang,
            weekday=self._said(f"time.weekday_{day:%u}", lang),
            day=str(day.day),
            month=self._said(f"time.month_{day.month}", lang),
            year=str(day.year),
        )

    def _ago(self, passed: timedelta, lang: str) -> str:
        minutes = int(passed.total_seconds() // 60)
        for unit, size in (("days", 24 * 60), ("hours", 60), ("minutes", 1)):
            if minutes >= size:
                count = minutes // size
                return self._said(f"time.{unit}_ago", lang, plural=count, count=str(count))
        return self._said("time.just_now", lang)

    def _money(self, money: Money, lang: str) -> str:
        places: int = get_currency_precision(money.currency)
        whole, minor = divmod(abs(money.amount), 10**places)
        figures = f"{whole:,}" + (f".{minor:0{places}}" if places else "")
        if lang == VIETNAMESE:
            figures = figures.translate(str.maketrans(",.", ".,"))
        sign = "-" if money.amount < 0 else ""
        return f"{sign}{figures}{_NBSP}{self._currency(money.currency, lang)}"

    def _currency(self, currency: str, lang: str) -> str:
        return self._catalogues.by_language[lang].sentence(f"money.{currency.lower()}", None) or escaped(
            currency
        )


def name_in(names: Names, lang: str) -> str:
    """The company's own name for a thing; only simplified characters are kept, traditional ones are made."""
    if lang == VIETNAMESE:
        return names.vi
    if lang == ENGLISH:
        return names.en
    return traditional(names.zh) if lang == TRADITIONAL else names.zh


def escaped(text: str) -> str:
    return html.escape(_UNSAYABLE.sub("", text), quote=False)
