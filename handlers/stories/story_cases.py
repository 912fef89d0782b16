"""What an order's story tells of its cases: opened, ended, and by whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from handlers.reply import Text, text
from handlers.view import View
from handlers.wording import case_kind_name
from orders.order import FINAL_STATES, Order, PersonId
from storage.order_book import case_rows, events_rows
from storage.order_book.case_rows import CaseRow


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseTold:
    """Something that happened to a case of the order."""

    at: datetime
    by: PersonId | None
    what: Text
    note: str = ""


def cases_told(view: View, order: Order) -> list[CaseTold]:
    """Of each case how it began and how it ended; what lies between stands in its own story."""
    if order.case:
        return []
    return [one for row in case_rows.cases_of(view.conn, order.id) for one in _told(view, row)]


def _told(view: View, row: CaseRow) -> Iterator[CaseTold]:
    kind = case_kind_name(view.centre, row.order.case)
    if row.opened_at is not None:
        what = text("history.case_opened", kind=kind, code=row.order.code)
        yield CaseTold(at=row.opened_at, by=row.opened_by, what=what, note=row.order.title)
    if row.order.state in FINAL_STATES:
        last = events_rows.last_event(view.conn, row.order.id)
        if last is not None:
            what = Text(key=f"history.case_{row.order.state}", params={"kind": kind, "code": row.order.code})
            yield CaseTold(at=row.closed_at or last.at, by=last.by, what=what, note=last.note)
