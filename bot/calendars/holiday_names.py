"""What the holidays of Việt Nam and China are called in the three languages, by the library's English name."""

import re
from collections.abc import Mapping
from datetime import date

from orders.names import Names

_LONGEST = 80  # letters of a name
_NEW_YEAR = Names(vi="Tết Nguyên đán", zh="春节", en="Lunar New Year")
_LABOUR = Names(vi="Quốc tế Lao động", zh="劳动节", en="Labour Day")
_KNOWN: Mapping[str, Names] = {
    "New Year's Day": Names(vi="Tết Dương lịch", zh="元旦", en="New Year's Day"),
    **dict.fromkeys(
        (
            "Chinese New Year (Spring Festival)",
            "Chinese New Year's Eve",
            "29 of Lunar New Year",
            "Lunar New Year's Eve",
            "Lunar New Year",
            "Second Day of Lunar New Year",
            "Third Day of Lunar New Year",
            "Fourth Day of Lunar New Year",
            "Fifth Day of Lunar New Year",
        ),
        _NEW_YEAR,
    ),
    "Hung Kings' Commemoration Day": Names(vi="Giỗ Tổ Hùng Vương", zh="雄王祭祖日", en="Hung Kings' Day"),
    "Liberation Day/Reunification Day": Names(vi="Ngày Thống nhất 30/4", zh="统一日", en="Reunification Day"),
    "International Labor Day": _LABOUR,
    "Labor Day": _LABOUR,
    "National Day": Names(vi="Quốc khánh", zh="国庆节", en="National Day"),
    "Vietnam Cultural Day": Names(vi="Ngày Văn hóa Việt Nam", zh="越南文化日", en="Vietnamese Culture Day"),
    "Tomb-Sweeping Day": Names(vi="Tết Thanh minh", zh="清明节", en="Tomb-Sweeping Day"),
    "Dragon Boat Festival": Names(vi="Tết Đoan ngọ", zh="端午节", en="Dragon Boat Festival"),
    "Mid-Autumn Festival": Names(vi="Tết Trung thu", zh="中秋节", en="Mid-Autumn Festival"),
}
_OBSERVED = " (observed)"
_EXCHANGED = re.compile(r"Day off \(substituted from (\d\d)/(\d\d)/(\d{4})\)")


def names_of(english: str) -> Names:
    """The first of several holidays of one day. One that is not known here keeps its English name everywhere."""
    first = english.partition("; ")[0]
    if (worked := exchanged_for(first)) is not None:
        return Names(
            vi=f"Nghỉ hoán đổi với {worked.day}/{worked.month}",
            zh=f"与{worked.month}月{worked.day}日调休",
            en=f"Day off in exchange for {worked:%-d %b}",
        )
    plain = first.removesuffix(_OBSERVED)
    names = _KNOWN.get(plain) or Names(vi=plain[:_LONGEST], zh=plain[:_LONGEST], en=plain[:_LONGEST])
    if plain == first or names is _NEW_YEAR:
        return names
    return Names(
        vi=f"Nghỉ bù {names.vi}"[:_LONGEST],
        zh=f"{names.zh}补休"[:_LONGEST],
        en=f"{names.en} in lieu"[:_LONGEST],
    )


def make_up_names(off: date | None) -> Names:
    """``off``: the day off that is worked for, where it is known."""
    if off is None:
        return Names(vi="Làm bù", zh="补班", en="Make-up working day")
    return Names(
        vi=f"Làm bù cho {off.day}/{off.month}",
        zh=f"补{off.month}月{off.day}日的班",
        en=f"Worked in exchange for {off:%-d %b}",
    )


def exchanged_for(english: str) -> date | None:
    """The working day that such a day off is exchanged for."""
    found = _EXCHANGED.fullmatch(english)
    return date(int(found[3]), int(found[1]), int(found[2])) if found else None
