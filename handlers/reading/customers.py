"""Finding the customer a line names."""

from collections.abc import Iterator
from functools import cache, lru_cache

from handlers.reading.fold import fold, folded
from handlers.reading.names import Match, Named, match_at, name_index

_COMPANY_FORMS = (
    "công ty cổ phần",
    "công ty tnhh một thành viên",
    "công ty tnhh mtv",
    "công ty tnhh",
    "công ty",
    "cty tnhh",
    "cty cp",
    "cty",
    "tnhh",
    "khách hàng",
    "khách",
    "有限公司",
    "股份有限公司",
    "公司",
    "客户",
    "customer",
    "co ltd",
    "ltd",
)


def match_customer(text: str, customers: tuple[Named, ...]) -> Match:
    """Return the customer a line begins with; "Công ty TNHH" and the like say nothing, here or in the names."""
    line = folded(text)
    at = 0
    for form in _forms():
        if line.text.startswith(form):
            at = sum(word.end <= len(form) for word in line.words)
            break
    return match_at(line, at, name_index(_without_forms(customers)))


@cache
def _forms() -> tuple[str, ...]:
    return tuple(sorted(map(fold, _COMPANY_FORMS), key=len, reverse=True))


@lru_cache(maxsize=16)
def _without_forms(customers: tuple[Named, ...]) -> tuple[Named, ...]:
    return tuple(
        Named(id=one.id, names=tuple(bare for name in one.names for bare in _bare(name))) for one in customers
    )


def _bare(name: str) -> Iterator[str]:
    yield name
    text = folded(name).text
    for form in _forms():
        if text.startswith(form):
            yield text[len(form) :].strip()
            return
        if text.endswith(form):
            yield text[: -len(form)].strip(" ,.")
            return
