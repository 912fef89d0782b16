"""Finding the customer a line names."""

from collections.abc import Iterator
from functools import cache, lru_cache

from handlers.reading.fold import Folded, fold, folded
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


def customer_key(name: str) -> str:
    """Return the form in which customers are compared: "Công ty TNHH" and the like say nothing."""
    bare = [*_bare(name)][-1]
    return fold(bare) or fold(name)


def customer_start(line: Folded) -> int:
    """The word of a line at which a customer's own name would begin."""
    for form in _forms():
        if line.text.startswith(form):
            return sum(word.end <= len(form) for word in line.words)
    return 0


def match_customer(text: str, customers: tuple[Named, ...]) -> Match:
    """Return the customer a line begins with; "Công ty TNHH" and the like say nothing, here or in the names."""
    line = folded(text)
    return match_at(line, customer_start(line), name_index(_without_forms(customers)))


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
