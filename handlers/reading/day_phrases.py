"""The ways people name a day, in the order in which they are tried."""

import re
from collections.abc import Callable
from datetime import date

from handlers.reading import day_rules as rules
from handlers.reading import numerals
from handlers.reading.day_rules import Days
from handlers.reading.figures import PARTS

Resolve = Callable[[re.Match[str], date], Days | None]

_N = rf"(?:\d{{1,3}}|{numerals.WORDS})"
_ZH = rf"(?:\d{{1,3}}|{numerals.CHINESE})"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_EN_WEEKDAY = r"(?P<day>mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday|r)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
_VI_WEEKDAY = r"(?:thu\s?(?P<word>hai|ba|tu|nam|sau|bay|[2-7](?!\d))|t\s?(?P<short>[2-7])(?!\d)|(?P<sunday>chu nhat|cn))"
_YEAR = r"(?:,?\s(?:nam )?(?P<year>\d{4}))?"

_OFFSETS = {
    0: "hom nay|bua nay|(?<=sang )nay|(?<=trua )nay|(?<=chieu )nay|(?<=toi )nay|(?<=dem )nay|^nay|today|tonight|this morning"
    "|this afternoon|this evening|cuoi ngay|het ngay|end of (?:the )?day|eod|cob",
    -1: "hom qua|(?<=sang )qua|(?<=trua )qua|(?<=chieu )qua|(?<=toi )qua|yesterday|last night",
    -2: "hom kia|day before yesterday",
    2: "ngay mot|mot|(?:the )?day after tomorrow",
    1: "ngay mai|mai|tomorrow|tmrw?|tmw",
}
_ZH_OFFSETS = {
    3: "大后天",
    0: "今天|今日|今(?=[早晚])|下班前",
    -1: "昨天|昨日|昨(?=[早晚])",
    -2: "前天",
    2: "后天|后日",
    1: "明天|明日|明(?=[早晚])",
}


def _latin(pattern: str) -> str:
    return rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])"


_PHRASES: tuple[tuple[str, Resolve], ...] = (
    (r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)", rules.numeric),
    (rf"(?P<year>\d{{4}})年(?P<month>{_ZH})月(?P<day>{_ZH})[日号]?", rules.numeric),
    (r"(?<![\d/.-])(?P<day>\d{1,2})([/.-])(?P<month>\d{1,2})\2(?P<year>\d{4}|\d\d)(?![\d/])", rules.numeric),
    (
        _latin(
            rf"(?:(?P<before>tuan sau|tuan toi|tuan nay) )?{_VI_WEEKDAY}"
            r"(?: (?P<after>tuan sau nua|tuan sau|tuan toi|tuan nay|tuan truoc|toi|nay))?"
        ),
        rules.vi_weekday,
    ),
    (
        _latin(
            rf"(?P<n>{_N})(?:\s?-\s?(?P<upto>\d{{1,3}}))?\s?(?P<unit>ngay|hom|bua|tuan|thang) (?:nua|sau|toi)"
        ),
        rules.after,
    ),
    (
        _latin(
            rf"(?:sau|trong|trong vong) (?P<n>{_N})(?:\s?-\s?(?P<upto>\d{{1,3}}))?\s?(?P<unit>ngay|hom|tuan|thang)"
        ),
        rules.after,
    ),
    (
        _latin(rf"(?:in|within) (?P<n>{_N})(?:\s?-\s?(?P<upto>\d{{1,3}}))? (?P<unit>days?|weeks?|months?)"),
        rules.after,
    ),
    (
        _latin(
            rf"(?P<n>{_N})(?:\s?-\s?(?P<upto>\d{{1,3}}))? (?P<unit>days?|weeks?|months?) (?:later|from now)"
        ),
        rules.after,
    ),
    (
        rf"(?P<n>{_ZH})[-到至]?(?P<upto>{_ZH})?个?(?P<unit>天|周|星期|礼拜|月)(?:之?后|以后|之?内)",
        rules.after,
    ),
    (rf"(?:再过|过|再)(?P<n>{_ZH})[-到至]?(?P<upto>{_ZH})?个?(?P<unit>天|周|星期|礼拜|月)", rules.after),
    (
        r"(?P<which>下下个?|下个?|这个?|本|上个?)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])",
        rules.zh_weekday,
    ),
    (
        _latin(
            r"(?:(?P<glue>on|by|until|till|before|due|done) )?(?:(?P<which>next|this|last|coming) )?"
            rf"{_EN_WEEKDAY}(?: (?P<week>next week|this week|last week))?"
        ),
        rules.en_weekday,
    ),
    (_latin(r"(?:(?P<edge>dau|giua|cuoi) tuan|trong tuan)(?: (?P<next>sau|toi)| nay)?"), rules.edge_of_week),
    (r"(?P<next>下个?)?(?P<edge>)周末", rules.edge_of_week),
    (
        _latin(r"(?:(?P<next>next)|this|the)? ?(?P<edge>)(?:weekend|end of (?:the )?week|eow)"),
        rules.edge_of_week,
    ),
    (_latin(r"(?P<edge>dau|giua|cuoi) thang (?P<month>\d{1,2})"), rules.edge_of_named_month),
    (_latin(r"(?P<edge>dau|giua|cuoi) thang(?: (?P<next>sau|toi)| nay)?"), rules.edge_of_month),
    (r"(?<![\d一二三四五六七八九十])(?P<next>下个?)?月(?P<edge>[底初中])", rules.edge_of_month),
    (_latin(r"(?P<edge>)(?:end of (?:(?P<next>next)|the|this)? ?month|month end|eom)"), rules.edge_of_month),
    (_latin(r"cuoi nam|end of (?:the )?year|eoy") + "|年底", rules.end_of_year),
    (_latin(r"(?P<next>tuan (?:sau|toi)|next week)|tuan nay|this week"), rules.some_day_of_week),
    (r"(?P<next>下个?(?:周|星期|礼拜))|(?:这个?|本)(?:周|星期|礼拜)", rules.some_day_of_week),
    (_latin(r"thang (?:sau|toi)|next month") + "|下个?月", rules.some_day_of_month),
    (_latin(rf"(?:(?:ngay|mung|mong) )?(?P<day>\d{{1,2}}) thang (?P<month>\d{{1,2}}){_YEAR}"), rules.numeric),
    (rf"(?P<month>{_ZH})月(?P<day>{_ZH})[日号]?", rules.numeric),
    (_latin(rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_YEAR}"), rules.numeric),
    (_latin(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}{_YEAR}"), rules.numeric),
    (
        rf"(?<![\d/.,a-z-])(?P<day>\d{{1,2}})(?P<sep>[/.-])(?P<month>\d{{1,2}})(?![\d/%-]|[.,]\d|\s?{PARTS})",
        rules.numeric,
    ),
    (_latin(r"(?:ngay|mung|mong)\s?(?P<day>\d{1,2})(?![/.-]\d)"), rules.day_of_month),
    (rf"(?P<day>{_ZH})[号日](?![机线楼])", rules.day_of_month),
    (_latin(r"(?:on )?the (?P<day>\d{1,2})(?:st|nd|rd|th)"), rules.day_of_month),
    *((_latin(words), rules.offset(days)) for days, words in _OFFSETS.items()),
    *((words, rules.offset(days)) for days, words in _ZH_OFFSETS.items()),
    (_latin(r"ngay kia|^kia$"), rules.day_after_or_next),
)

DAY_PHRASES: tuple[tuple[re.Pattern[str], Resolve], ...] = tuple(
    (re.compile(pattern), resolve) for pattern, resolve in _PHRASES
)

WEEKDAYS = frozenset({rules.vi_weekday, rules.zh_weekday, rules.en_weekday})

LUNAR = re.compile(
    r"(?<![a-z])(?:(?:mung|mong|ngay) \d{1,2} )?(?:tet|am lich)(?![a-z])|(?<![a-z])lunar(?![a-z])|农历|阴历|春节|除夕|初[一二三四五六七八九十]"
)

# Each day, hour or wait that can be named holds one of these: what has none of them need not be searched for any.
HINT = re.compile(
    r"[年月日号天周期拜今昨明早晚午晨夜班点时钟历节夕初]|\d[-/.]\d|\d\s?[:hgap]|\d(?:st|nd|rd|th)"
    r"|ngay|hom|bua|tuan|thang|tieng|gio|phut|week|eow|(?<![a-z])(?:thu|t\s?[2-7]|chu nhat|cn|nay|mai|mot|kia|qua|sang|trua|chieu"
    r"|toi|dem|cuoi|het|mung|mong|tet|am lich|nua|day|month|hour|hr|min|tod|tom|ton|tmr|tmw|yes|later|from|eo|end|cob|mid|noon"
    r"|lun|morn|after|even|night|mon|tue|wed|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    rf"|(?:in|within) (?:half|{numerals.WORDS}))"
)
