"""Which cases a list is asked for: of one kind, the asker's own, those that have ended too."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.context import Context
from handlers.reading.fold import fold
from storage.order_book.case_rows import WhichCases

_WORDS: Mapping[WhichCases, tuple[str, ...]] = {
    "open": (
        "mở",
        "đang mở",
        "chưa xong",
        "danh sách",
        "ds",
        "open",
        "list",
        "列表",
        "未完",
        "未完成",
        "进行中",
    ),
    "mine": ("của tôi", "tôi", "việc của tôi", "mine", "my", "我的", "我"),
    "all": ("tất cả", "hết", "cả đã đóng", "đã đóng", "all", "closed", "全部", "所有", "已完成"),
}
_MEANT: Mapping[str, WhichCases] = {fold(word): which for which, words in _WORDS.items() for word in words}


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseFilter:
    """``kind``: its id, or nothing for every kind."""

    which: WhichCases = "open"
    kind: str = ""


OPEN = CaseFilter()


def filter_in(ctx: Context, words: str) -> CaseFilter | None:
    """``khiếu nại tất cả``, ``của tôi``, ``未完 客诉``: nothing but a filter and a kind, in either order."""
    typed = fold(words).strip()
    if typed in _MEANT:
        return CaseFilter(which=_MEANT[typed])
    return next(
        (
            CaseFilter(which=which, kind=kind.id)
            for kind in ctx.centre.cases
            for name in map(fold, kind.words)
            if (which := _besides(typed, name)) is not None
        ),
        None,
    )


def _besides(typed: str, name: str) -> WhichCases | None:
    """What is said besides the kind's name, before it or behind it."""
    if typed.startswith(name):
        return _MEANT.get(typed.removeprefix(name).strip())
    if typed.endswith(name):
        return _MEANT.get(typed.removesuffix(name).strip())
    return None
