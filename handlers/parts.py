"""The parts of an order people give or change in words: how each is called, and what its value means."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from handlers.context import Context
from handlers.incoming import Attachment
from handlers.new_orders.lines_of_orders import lines_meant
from handlers.order_cards.whereabouts import (
    with_address,
    with_contact,
    with_pin,
    with_shared_contact,
    with_shared_place,
)
from handlers.reading.dates import DateReading, read_date
from handlers.reading.fold import Folded, folded
from handlers.reading.phones import read_phone
from handlers.reading.places import maps_link, read_place
from orders.facts import Facts
from orders.refusals.reading import AmountUnclear, DateUnclear
from payments.amounts import Ambiguous, Amount
from payments.money import read_money

TITLE, LINES = "title", "lines"
PROMISED, AMOUNT, PRIORITY, REASON = "promised_on", "amount", "priority", "reason"
REQUESTED = "requested_on"
CONTACT, PHONE, ADDRESS, MAP_PIN = "contact", "phone", "address", "map_pin"
FACTS = ("customer", TITLE, LINES, CONTACT, PHONE, ADDRESS, MAP_PIN, "requirements", AMOUNT)
PARTS = (*FACTS, REQUESTED, PROMISED)
SHOWN = 40  # characters of what was typed that a question repeats

# What people write before the value, in every language; longer words win.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "customer": ("tên khách", "khách hàng", "khách", "客户", "顾客", "customer", "client"),
    "title": ("tên đơn", "tên việc", "nội dung", "hạng mục", "tên", "品名", "项目", "内容", "title", "name"),
    LINES: ("danh sách hàng", "mặt hàng", "hàng hóa", "hàng", "sản phẩm", "货品明细", "货品", "明细", "产品", "lines", "items", "goods"),
    CONTACT: ("người liên hệ", "liên hệ", "người nhận", "联系人", "收货人", "contact"),
    PHONE: ("số điện thoại", "điện thoại", "sđt", "đt", "电话", "手机", "phone", "tel"),
    ADDRESS: ("địa chỉ giao hàng", "địa chỉ", "đc", "送货地址", "收货地址", "地址", "delivery address", "address"),
    MAP_PIN: ("vị trí bản đồ", "vị trí", "bản đồ", "toạ độ", "định vị", "地图", "定位", "坐标", "map pin", "map", "location"),
    "requirements": ("yêu cầu đặc biệt", "yêu cầu", "ghi chú", "要求", "备注", "requirements", "requirement", "note"),
    AMOUNT: ("số tiền", "giá trị", "giá", "tiền", "金额", "价格", "总价", "amount", "price"),
    PROMISED: (
        "ngày hẹn giao", "ngày giao hàng", "ngày giao", "ngày hẹn", "hẹn giao", "ngày", "交货日期", "交期", "日期", "交货",
        "promised date", "delivery date", "promised", "date",
    ),
    REQUESTED: (
        "ngày khách cần", "ngày khách muốn", "ngày khách yêu cầu", "ngày yêu cầu", "khách cần ngày", "khách muốn ngày",
        "khách yêu cầu ngày", "khách cần trước", "客户要求日期", "客户要求交期", "客户希望日期", "要求交期", "希望交期", "要求日期",
        "customer wants it by", "wanted by", "needed by", "requested date", "requested for",
    ),
    PRIORITY: ("mức ưu tiên", "ưu tiên", "优先级", "优先", "priority"),
    REASON: ("lý do", "lí do", "vì", "do", "理由", "原因", "因为", "reason", "because"),
}  # fmt: skip
_BETWEEN = " :：=-–"
_PERSON = re.compile(
    r"(?:anh|chi|co|chu|ong|ba|bac|em|mr|mrs|ms|miss)\.? [^\W\d]+(?: [^\W\d]+){0,3}|[^\W\da-z]{1,4}(?:先生|小姐|女士|经理|总|老板|师傅|工)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One part with its value as typed. ``part`` "" where the words name none."""

    part: str
    words: str


def said_in(line: str) -> tuple[Said, ...]:
    """What one line says of an order's parts: "ngày 28/12; lý do khách đổi". Order lines go on until another part."""
    said: list[Said] = []
    for piece in (_said(one.strip()) for one in re.split(r"[;；\n]", line) if one.strip()):
        if said and said[-1].part == LINES and not piece.part:
            said[-1] = replace(said[-1], words=f"{said[-1].words}\n{piece.words}".strip())
        else:
            said.append(piece)
    return tuple(said)


def whereabouts_in(piece: str) -> Said | None:
    """What a piece of a line tells of whom to call or where to go; None where it may as well be something else.

    By its own word with a value that fits ("đt 0909 123 456", "地址: 人民路 12 号"), or a bare number, place or link.
    """
    said = _said(piece)
    phone, place = read_phone(piece), read_place(piece)
    if said.part in _FITS:
        value = said.words
        return said if value and (is_labelled(piece, said) or _FITS[said.part](value)) else None
    if phone.number and not phone.rest:
        return Said(part=PHONE, words=piece)
    if phone.number and _called(phone.rest):
        return Said(part=CONTACT, words=piece)
    if (place.pin and not place.words) or maps_link(piece) == piece:
        return Said(part=ADDRESS, words=piece)
    return None


def _called(words: str) -> bool:
    """Whether it is how people call somebody and nothing else: "chị Hoa", "王经理", "Mr Nam"."""
    said = folded(words.strip(_BETWEEN + ",，")).text
    return bool(_PERSON.fullmatch(said))


def is_labelled(piece: str, said: Said) -> bool:
    """Whether a colon says that the word before it names the part: "hàng: …", and not "hàng rào …"."""
    return piece[: len(piece) - len(said.words)].rstrip().endswith((":", "：", "="))


def day_meant(ctx: Context, words: str) -> date:
    """The day people mean. Raises DateUnclear with the days it may be."""
    reading = read_date(words, ctx.view.today) or DateReading(spans=())
    if reading.day is None or reading.refused is not None:
        raise DateUnclear(text=words[:SHOWN], readings=reading.candidates)
    return reading.day


def amount_meant(words: str, currency: str) -> int:
    """The amount people mean, in minor units. Raises AmountUnclear with what it may be."""
    read = read_money(words, currency)
    if isinstance(read, Amount) and read.sure:
        return read.value
    readings = (
        read.readings if isinstance(read, Ambiguous) else (read.value,) if isinstance(read, Amount) else ()
    )
    raise AmountUnclear(text=words[:SHOWN], readings=tuple(str(one) for one in readings))


def with_part(facts: Facts, part: str, words: str) -> Facts:
    """The facts with one part as typed. Raises AmountUnclear, PlaceUnclear, LinesUnreadable."""
    if part == LINES:
        return replace(facts, lines=lines_meant(words, facts.currency))
    if reader := _READERS.get(part):
        return reader(facts, words.strip())
    return with_value(facts, part, amount_meant(words, facts.currency) if part == AMOUNT else words.strip())


def with_shared(facts: Facts, part: str, attachments: Sequence[Attachment]) -> Facts | None:
    """The facts with what was shared from a phone as the answer to a part; None where that answers nothing."""
    reader = _SHARED.get(part)
    return reader(facts, attachments) if reader else None


def with_value(facts: Facts, part: str, value: str | int) -> Facts:
    changed: dict[str, Any] = {part: value}
    return replace(facts, **changed)


def _said(piece: str) -> Said:
    line = folded(piece)
    named = [(end, part) for part, words in _FOLDED.items() for word in words if (end := _end_of(line, word))]
    if not named:
        return Said(part="", words=piece)
    end, part = max(named)
    return Said(part=part, words=piece[line.span(0, end)[1] :].strip(_BETWEEN))


def _end_of(line: Folded, word: str) -> int:
    """Where the word ends if the line begins with it, else 0."""
    latin = word[-1].isascii()
    whole = not latin or not line.text[len(word) : len(word) + 1].isalnum()
    return len(word) if line.text.startswith(word) and whole else 0


_FOLDED = {part: tuple(folded(word).text for word in words) for part, words in _WORDS.items()}
_READERS: Mapping[str, Callable[[Facts, str], Facts]] = {
    CONTACT: with_contact,
    ADDRESS: with_address,
    MAP_PIN: with_pin,
}
_SHARED: Mapping[str, Callable[[Facts, Sequence[Attachment]], Facts | None]] = {
    CONTACT: with_shared_contact,
    PHONE: with_shared_contact,
    ADDRESS: with_shared_place,
    MAP_PIN: with_shared_place,
}
# What tells "đt 0909 123 456" from "Điện thoại bàn 20 cái".
_FITS: Mapping[str, Callable[[str], object]] = {
    CONTACT: lambda value: read_phone(value).number,
    PHONE: lambda value: read_phone(value).number,
    ADDRESS: lambda value: any(map(str.isdigit, value)),
    MAP_PIN: lambda value: read_place(value).pin,
}
