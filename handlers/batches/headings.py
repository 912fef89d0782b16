"""Which column of a sheet is what, by the words people put over their columns in three languages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Literal, TypeAlias

from handlers.batches.lines import BatchLine
from handlers.reading.fold import fold
from handlers.reading.tables_in import Row
from orders.refusals.files import TableUnreadable

Kind: TypeAlias = Literal["report", "open"]

OTHER = "+"  # before the heading of a column that is none of ours
AMONG = 10  # rows of a sheet in which the headings are looked for: titles may stand over them
LINES = 5_000  # of one file

# A heading counts whatever its accents, its case and what stands in brackets behind it.
REPORT: Mapping[str, tuple[str, ...]] = {
    "order": (
        "đơn", "đơn hàng", "mã đơn", "mã đơn hàng", "số đơn", "số đơn hàng", "mã đh", "mã", "订单", "订单号", "订单编号", "单号",
        "编号", "order", "order no", "order no.", "order number", "order code", "order id", "code", "po", "po no",
    ),
    "stage": (
        "công đoạn", "khâu", "bước", "việc", "工序", "环节", "步骤", "工段", "stage", "step", "process", "operation",
    ),
    "state": (
        "trạng thái", "tình trạng", "kết quả", "tiến độ", "cập nhật", "状态", "进度", "情况", "完成情况", "state", "status",
        "progress", "update",
    ),
    "quantity": (
        "số lượng", "sl", "số lượng làm được", "sl làm được", "số lượng đạt", "sl đạt", "sản lượng", "đạt", "数量", "完成数量",
        "产量", "良品", "良品数", "合格数", "quantity", "qty", "done qty", "good", "good qty", "output",
    ),
    "rejected": (
        "hỏng", "lỗi", "số lượng hỏng", "sl hỏng", "số lượng lỗi", "sl lỗi", "phế phẩm", "不良", "不良品", "不良数", "报废",
        "rejected", "reject", "rejects", "scrap", "bad", "ng",
    ),
    "date": (
        "ngày", "hẹn xong", "ngày xong", "ngày hẹn xong", "dự kiến", "dự kiến xong", "ngày dự kiến", "日期", "预计完成",
        "预计日期", "完成日期", "预计完成日期", "date", "eta", "expected", "estimate", "finish date", "done by",
    ),
    "note": ("ghi chú", "nội dung", "lý do", "备注", "说明", "原因", "note", "notes", "remark", "remarks", "comment", "reason"),
}  # fmt: skip
OPEN: Mapping[str, tuple[str, ...]] = {
    "code": REPORT["order"],
    "kind": ("loại", "loại đơn", "quy trình", "类型", "订单类型", "流程", "kind", "type", "workflow", "order type"),
    "customer": (
        "khách", "khách hàng", "tên khách", "tên khách hàng", "客户", "客户名称", "顾客", "customer", "customer name", "client",
    ),
    "title": (
        "tên đơn", "tên việc", "tên hàng", "tên sản phẩm", "sản phẩm", "hạng mục", "nội dung", "mặt hàng", "品名", "项目", "内容",
        "产品", "产品名称", "title", "name", "item", "product", "description", "subject",
    ),
    "promised_on": (
        "ngày giao", "ngày hẹn", "ngày hẹn giao", "hẹn giao", "ngày giao hàng", "hạn giao", "ngày", "交期", "交货日期", "交货",
        "日期", "date", "delivery date", "promised", "promised date", "due", "due date", "deadline",
    ),
    "requested_on": (
        "ngày khách cần", "ngày khách muốn", "ngày khách yêu cầu", "ngày yêu cầu", "客户要求日期", "要求交期", "要求日期",
        "希望交期", "requested date", "requested", "wanted by", "needed by",
    ),
    "map_pin": ("vị trí", "bản đồ", "toạ độ", "link bản đồ", "地图", "定位", "坐标", "map", "map pin", "location", "maps link"),
    "amount": (
        "số tiền", "giá trị", "giá trị đơn", "thành tiền", "tổng tiền", "giá", "tiền", "金额", "总价", "总金额", "价格", "amount",
        "total", "price", "value",
    ),
    "quantity": ("số lượng", "sl", "số lượng đặt", "数量", "订购数量", "quantity", "qty", "order qty"),
    "unit": ("đơn vị", "đơn vị tính", "đvt", "单位", "unit", "uom"),
    "price": ("đơn giá", "giá đơn vị", "单价", "unit price", "price each", "rate"),
    "contact": ("người liên hệ", "liên hệ", "联系人", "联络人", "联络", "contact", "contact person", "contact name"),
    "phone": ("số điện thoại", "điện thoại", "sđt", "đt", "di động", "电话", "手机", "联系电话", "手机号", "phone", "tel", "telephone", "mobile"),
    "address": ("địa chỉ", "địa chỉ giao", "nơi giao", "đc", "地址", "送货地址", "收货地址", "address", "delivery address", "ship to"),
    "requirements": (
        "yêu cầu", "yêu cầu đặc biệt", "ghi chú", "要求", "特殊要求", "备注", "requirements", "requirement", "special requirements",
        "note", "notes", "remarks",
    ),
    "flags": ("cờ", "đánh dấu", "dấu", "标记", "标签", "flags", "flag", "marks"),
}  # fmt: skip
COLUMNS: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {"report": REPORT, "open": OPEN}
NEEDED: Mapping[Kind, str] = {"report": "order", "open": "customer"}
_SAYING = frozenset({"stage", "state", "quantity", "rejected"})  # without any of them a sheet reports nothing

_IN_BRACKETS = re.compile(r"[(\[（【].*?[)\]）】]")
_AROUND = " \t\n:：*.#"


@dataclass(frozen=True, kw_only=True, slots=True)
class Headed:
    """A sheet whose columns are known, and the lines under its headings."""

    kind: Kind
    lines: tuple[BatchLine, ...]


def is_heading(words: str) -> bool:
    return heading_key(words) in _known()


def under_headings(sheets: Sequence[Sequence[Row]], wanted: Kind | None) -> Headed:
    """The first sheet that has the headings, of the kind that is wanted or (None) that they speak of. Raises TableUnreadable."""
    for rows in sheets:
        for at, row in enumerate(rows[:AMONG]):
            kind = wanted or _spoken_of(row)
            columns = _columns(kind, row)
            if _enough(kind, columns):
                others = _other_columns(columns, row) if kind == "report" else {}
                return Headed(kind=kind, lines=_lines({**columns, **others}, rows[at + 1 :]))
    raise TableUnreadable(trouble=f"headings_{wanted or 'report'}")


def _spoken_of(row: Row) -> Kind:
    """Customers without a stage are orders to come."""
    tells_of_stages = _columns("report", row).keys() & {"stage", "state"}
    return "open" if "customer" in _columns("open", row) and not tells_of_stages else "report"


def _columns(kind: Kind, row: Row) -> Mapping[str, int]:
    """Where each part stands. A word that may be over two columns is over the one whose list names it first."""
    found: dict[str, tuple[int, int]] = {}
    for at, cell in enumerate(row.cells):
        heading = heading_key(cell) if isinstance(cell, str) else ""
        for part, names in _keys(kind).items():
            if heading in names and (part not in found or names.index(heading) < found[part][0]):
                found[part] = (names.index(heading), at)
                break
    return {part: at for part, (_, at) in found.items()}


def _other_columns(columns: Mapping[str, int], row: Row) -> Mapping[str, int]:
    """What else stands in it may answer what a stage asks: which one does is known only of the order."""
    return {
        OTHER + heading_key(cell): at
        for at, cell in enumerate(row.cells)
        if isinstance(cell, str) and at not in columns.values()
    }


def _enough(kind: Kind, columns: Mapping[str, int]) -> bool:
    if NEEDED[kind] not in columns:
        return False
    return len(columns) > 1 if kind == "open" else bool(_SAYING & columns.keys())


def _lines(columns: Mapping[str, int], rows: Sequence[Row]) -> tuple[BatchLine, ...]:
    lines = [
        BatchLine(
            number=row.number,
            cells={
                part: cell
                for part, at in columns.items()
                if at < len(row.cells) and (cell := row.cells[at]) is not None
            },
        )
        for row in rows
    ]
    filled = tuple(line for line in lines if any(not part.startswith(OTHER) for part in line.cells))
    if not filled:
        raise TableUnreadable(trouble="empty")
    if len(filled) > LINES:
        raise TableUnreadable(trouble="many")
    return filled


def heading_key(heading: str) -> str:
    """What headings are compared by."""
    bare = _IN_BRACKETS.sub(" ", heading).strip(_AROUND)
    return fold(bare or heading.strip(_AROUND)).strip(_AROUND)


@cache
def _keys(kind: Kind) -> Mapping[str, tuple[str, ...]]:
    return {part: tuple(dict.fromkeys(map(heading_key, names))) for part, names in COLUMNS[kind].items()}


@cache
def _known() -> frozenset[str]:
    kinds: tuple[Kind, ...] = ("report", "open")
    return frozenset(chain.from_iterable(chain.from_iterable(_keys(kind).values() for kind in kinds)))
