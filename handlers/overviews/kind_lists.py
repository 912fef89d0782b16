"""All orders of a kind, none left out: what a chart names some of, and counts the rest."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from math import ceil

from handlers.context import Context
from handlers.nudges.nudge_lines import any_line
from handlers.overviews.chart_lines import late_line, silent_line
from handlers.overviews.kinds import Kind, figures_of, late_balls, silent_balls
from handlers.overviews.unanswered import unanswered
from handlers.reply import Clock, Reply, Text, text
from handlers.replying import public
from handlers.view import View
from handlers.wording import department_names, titled
from reports.figures import Ball
from reports.wordless import Wordless

IN_A_GROUP = 15  # lines
A_PAGE = 40  # lines: a message, or two where names are long


def kind_list(ctx: Context, kind: Kind, page: int) -> Reply:
    """Of each of the asker's companies that has any. In a group only what presses most: all of it is for private chats, by pages."""
    found = [(view, line) for view in map(ctx.view_of, ctx.actors) for line in _LINES[kind](view)]
    if not found:
        return public(ctx.incoming, text(f"board.no_{kind}"))
    most = A_PAGE if ctx.private else IN_A_GROUP
    page = min(page, ceil(len(found) / most)) if ctx.private else 1
    counted = Counter(view.centre.id for view, _ in found)
    said: list[Text] = []
    for centre, lines in groupby(found[(page - 1) * most : page * most], key=lambda one: one[0].centre):
        if len(ctx.actors) > 1:
            said.append(text("word.name", name=centre.company.names))
        said += [text(f"board.all_{kind}", count=counted[centre.id]), *(line for _, line in lines)]
    return public(ctx.incoming, *said, *_rest(ctx, kind, page, left=len(found) - page * most))


def _rest(ctx: Context, kind: Kind, page: int, *, left: int) -> list[Text]:
    """How many more there are, and the way to them."""
    if left <= 0:
        return []
    said = text(f"board.word_{kind}")
    if not ctx.private:
        return [text("board.rest_in_private", count=left, kind=said)]
    return [text("board.rest", count=left, kind=said, page=page + 1)]


def _late(view: View) -> list[Text]:
    return [late_line(one) for one in _once(late_balls(figures_of(view)))]


def _silent(view: View) -> list[Text]:
    return [silent_line(one) for one in _once(silent_balls(figures_of(view)))]


def _once(balls: Sequence[Ball]) -> list[Ball]:
    """Of each order what has lasted longest: orders are what is counted."""
    first: dict[int, Ball] = {}
    for ball in balls:
        first.setdefault(ball.order, ball)
    return list(first.values())


def _wordless(view: View) -> list[Text]:
    return [_wordless_line(view, one) for one in figures_of(view).wordless]


def _wordless_line(view: View, one: Wordless) -> Text:
    order = titled(one.code, one.customer)
    departments = department_names(view.centre, one.departments)
    if one.heard_at is None:
        return text("board.never_a_word_line", order=order, departments=departments)
    return text("board.wordless_line", order=order, departments=departments, at=Clock(at=one.heard_at))


def _unanswered(view: View) -> list[Text]:
    return [any_line(view.centre, one) for one in unanswered(view)]


_LINES: Mapping[Kind, Callable[[View], list[Text]]] = {
    "late": _late,
    "silent": _silent,
    "wordless": _wordless,
    "unanswered": _unanswered,
}
LISTED: tuple[Kind, ...] = tuple(_LINES)
