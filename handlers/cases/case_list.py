"""Cases as lines of a list: of which kind, and where each of them lies."""

from collections.abc import Sequence

from handlers.order_cards.tray import line_of
from handlers.reply import Text, text
from handlers.view import View
from handlers.wording import case_kind_name, titled
from storage.order_book.order_lists import BoardRow


def case_lines(view: View, rows: Sequence[BoardRow]) -> list[Text]:
    """A line for each stage somebody has of a case, with what kind of case it is."""
    lines: list[Text] = []
    for row in rows:
        kind = case_kind_name(view.centre, row.order.case)
        standing = text(
            "case.standing",
            order=titled(row.order.code, row.order.customer),
            state=text(f"state.order_{row.order.state}"),
        )
        told = [line_of(view, stage) for stage in row.stages] or [standing]
        lines += [text("case.line", kind=kind, line=line) for line in told]
    return lines
