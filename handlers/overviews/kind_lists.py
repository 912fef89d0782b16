"""All orders of a kind, none left out: what a chart names some of, and counts the rest."""

from collections.abc import Callable, Mapping, Sequence

from handlers.context import Context
from handlers.nudges.nudge_lines import any_line
from handlers.overviews.chart_lines import late_line, silent_line
from handlers.overviews.kinds import Kind, figures_of, late_balls, silent_balls
from handlers.overviews.unanswered import unanswered
from handlers.reply import Clock, Text, text
from handlers.view import View
from handlers.wording import department_names, titled
from reports.figures import Ball
from reports.wordless import Wordless


def kind_lines(ctx: Context, kind: Kind) -> list[Text]:
    """Of each of the asker's companies that has any."""
    said: list[Text] = []
    for company in ctx.actors:
        view = ctx.view_of(company)
        lines = _LINES[kind](view)
        if not lines:
            continue
        if len(ctx.actors) > 1:
            said.append(text("word.name", name=view.centre.company.names))
        said += [text(f"board.all_{kind}", count=len(lines)), *lines]
    return said or [text(f"board.no_{kind}")]


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
