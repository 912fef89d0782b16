"""/chart, and the chart of one company as a message: its picture, and the same in words."""

from collections.abc import Callable, Collection, Sequence

from handlers.context import Context
from handlers.overviews.chart_lines import (
    company_lines,
    finding,
    own_lines,
    place_name,
    places_line,
    unanswered_lines,
)
from handlers.overviews.kinds import figures_of
from handlers.overviews.unanswered import unanswered
from handlers.reply import Clock, Param, Picture, Reply, Text, text
from handlers.replying import here
from handlers.view import View
from handlers.wording import department_name
from reports.figures import Figures, Group, gathered

BARS = 12  # of a panel: more cannot be read on a phone
PICTURE = "daily_chart"


def chart(ctx: Context, _args: str) -> Reply:
    """``/chart``: posted where it was asked for; in private of every company one belongs to."""
    companies = tuple(ctx.actors) if ctx.private else (ctx.company,)
    says = []
    for company in companies:
        view = ctx.view_of(company)
        figures = figures_of(view)
        lines = chart_lines(view, figures, ctx.departments if company == ctx.company else ())
        says.append(here(ctx.incoming, *lines, picture=picture(view, figures)))
    return Reply(says=tuple(says))


def chart_lines(view: View, figures: Figures, departments: Collection[str]) -> list[Text]:
    """The whole in words. A department's own chat gets its own list, coordination's and everybody else's the company's."""
    centre = view.centre
    if not figures.balls:
        return [finding(centre, figures)]
    head = [text("report.head", finding=finding(centre, figures)), _as_of(view)]
    of_one = departments and centre.coordination not in departments
    listed = own_lines(centre, figures, departments) if of_one else company_lines(centre, figures)
    waiting = [] if of_one else unanswered_lines(centre, unanswered(view))
    return [*head, *listed, *waiting, places_line(figures)]


def picture(view: View, figures: Figures) -> Picture | None:
    """None while there is nothing to draw: no data is no finding."""
    if not figures.balls:
        return None
    stages, stage_names = _bars(figures.places, place_name, "report.other_stages")
    departments, department_names = _bars(
        figures.departments, lambda group: department_name(view.centre, group.id), "report.other_departments"
    )
    return Picture(
        kind=PICTURE,
        data={"stages": stages, "departments": departments},
        texts={
            "title": (finding(view.centre, figures),),
            "panels": (text("report.by_stage"), text("report.by_department")),
            "stages": stage_names,
            "departments": department_names,
            "legend": (text("report.late_name"), text("report.silent_name"), text("report.fine_name")),
            "foot": (_as_of(view), text("report.definitions")),
        },
    )


def _bars(
    groups: Sequence[Group], name: Callable[[Group], Param], others: str
) -> tuple[list[list[int]], tuple[Text, ...]]:
    """The numbers of each bar, and what stands beside it."""
    kept, rest, gone = gathered(groups, BARS)
    names = [text("report.name", name=name(group)) for group in kept]
    if rest is None:
        return [_numbers(group) for group in kept], tuple(names)
    return [_numbers(group) for group in (*kept, rest)], (*names, text(others, count=gone))


def _numbers(group: Group) -> list[int]:
    counts = group.counts
    return [counts.late, counts.silent, counts.fine]


def _as_of(view: View) -> Text:
    return text("report.as_of", company=view.centre.company.names, at=Clock(at=view.now))
