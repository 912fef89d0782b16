"""What nobody will answer by itself: held where nobody can be told, or asked of everybody up to the top (S2-13)."""

from collections.abc import Sequence
from datetime import timedelta

from handlers.nudges.nudge_lines import AnyNudge
from handlers.nudges.rungs import Rungs
from handlers.overviews.still_missing import still_missing
from handlers.view import View
from storage.chasing import today_rows
from storage.order_book.board_rows import BoardStage

_TOLD_WITHIN = timedelta(days=21)  # the top is told again at least that often, holidays included


def with_nobody(view: View, stages: Sequence[BoardStage]) -> list[BoardStage]:
    """Of these the ones whose holder has neither a group nor anybody who can be told in private."""
    deaf = {one for one in {stage.holder for stage in stages} if has_nobody(view, one)}
    return [stage for stage in stages if stage.holder in deaf]


def has_nobody(view: View, department: str) -> bool:
    """Whether a department has neither a group nor anybody who can be told in private."""
    home = view.centre.home_of(department)
    return not Rungs(conn=view.conn, centre=view.centre, department=home, now=view.now).stands("department")


def unanswered(view: View) -> list[AnyNudge]:
    """All that the highest there are have been told, and is still missing: of orders, notices, money and duties; the longest first."""
    reached = today_rows.at_the_top(view.conn, view.centre.id, view.now - _TOLD_WITHIN)
    return sorted(
        still_missing(view, reached), key=lambda one: (one.missed.missed_at, one.reminder.thing.turn)
    )
