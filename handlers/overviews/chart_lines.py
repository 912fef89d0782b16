"""What a chart says in words: the finding as a sentence, what is late, silent and without a word, where everything lies."""

from collections.abc import Callable, Collection, Iterable, Sequence

from handlers.duties.duty_lines import duty_name
from handlers.nudges.nudge_lines import AnyNudge, DutyNudge, Nudge
from handlers.reply import Clock, Listed, Param, Text, text
from handlers.wording import department_name, department_names, titled
from orders.centre_file.centre import Centre
from reports.figures import Ball, Figures, Group, Standing

CODES = 8  # of one department in one line
LINES = 5  # of a department's own list: all of it is to fit below the picture


def finding(centre: Centre, figures: Figures) -> Text:
    """One sentence with numerator and denominator; without orders it says so and no more."""
    counts = figures.counts
    if not counts.total:
        return text("report.nothing")
    if counts.late:
        return _late(centre, figures)
    if counts.silent:
        return text("report.silent", count=counts.silent, total=counts.total)
    return text("report.fine", count=counts.total)


def company_lines(centre: Centre, figures: Figures) -> list[Text]:
    """The codes of what is late, silent, or without a word, by department; no person is named."""
    counts = figures.counts
    late = text("report.late_head", late=counts.late, total=counts.total)
    silent = text("report.silent_head", silent=counts.silent, total=counts.total)
    return [
        *_under(late, _by_department(centre, figures, Standing.LATE)),
        *_rest(figures, Standing.LATE),
        *_under(silent, _by_department(centre, figures, Standing.SILENT)),
        *_rest(figures, Standing.SILENT),
        *_nobody(centre, figures),
        *_wordless(figures),
    ]


def own_lines(centre: Centre, figures: Figures, departments: Collection[str]) -> list[Text]:
    """For the departments' own chat: each order of theirs that is late or silent, with why."""
    groups = {group.id: group for group in figures.departments}
    lines: list[Text] = []
    for department in departments:
        group = groups.get(department, Group(id=department, balls=()))
        lines += _own(department_name(centre, department), group)
    return [*lines, *_wordless(figures, frozenset(departments))]


def unanswered_lines(centre: Centre, nudges: Sequence[AnyNudge]) -> list[Text]:
    """What those who stand highest were told, and nobody has answered: orders and duties by name, the longest first."""
    names = list(dict.fromkeys(_name(centre, one) for one in nudges))
    if not names:
        return []
    shown: Param = Listed(items=tuple(names[:CODES]))
    if len(names) > CODES:
        shown = text("report.names_more", names=shown, count=len(names) - CODES)
    return [text("report.unanswered", names=shown, count=len(nudges))]


def places_line(figures: Figures) -> Text:
    """Where everything lies, in one line: with it the words are whole without the picture."""
    lying = (
        text("report.lying_at", place=place_name(group), number=group.counts.total)
        for group in figures.places
    )
    return text("report.lying", places=Listed(items=tuple(lying)))


def place_name(group: Group) -> Param:
    """A stage by its name; orders that stand still as a whole by their state."""
    return _place(group.balls[0])


def _late(centre: Centre, figures: Figures) -> Text:
    counts, most = figures.counts, figures.most_late
    if len(most) > 2:
        return text("report.late", count=counts.late, total=counts.total)
    return text(
        "report.late_most", count=counts.late, total=counts.total, departments=department_names(centre, most)
    )


def _by_department(centre: Centre, figures: Figures, standing: Standing) -> list[Text]:
    return [
        text("report.of_department", department=department_name(centre, group.id), codes=_codes(balls))
        for group in figures.departments
        if (balls := group.balls_of(standing))
    ]


def _rest(figures: Figures, standing: Standing) -> list[Text]:
    """Where one department's orders are more than a line names: the way to all of them."""
    cut = any(len({ball.code for ball in one.balls_of(standing)}) > CODES for one in figures.departments)
    return [text(f"report.all_{standing.value}")] if cut else []


def _name(centre: Centre, nudge: AnyNudge) -> Param:
    if isinstance(nudge, Nudge):
        return nudge.order.code
    assert isinstance(nudge, DutyNudge), "of an order, or of a duty"
    return duty_name(centre, nudge.day)


def _nobody(centre: Centre, figures: Figures) -> list[Text]:
    names = tuple(department_name(centre, one) for one in figures.unasked)
    return [text("report.nobody", departments=Listed(items=names))] if names else []


def _wordless(figures: Figures, departments: Collection[str] = ()) -> list[Text]:
    """Of all orders, or of those these departments hold: which nobody said a word of for a working day, or ever (S0-23)."""
    found = [one for one in figures.wordless if not departments or set(one.departments) & set(departments)]
    never = [one.code for one in found if one.heard_at is None]
    lately = [one.code for one in found if one.heard_at is not None]
    if not found:
        return []
    return [
        *([text("report.wordless", codes=few_codes(lately), count=len(lately))] if lately else []),
        *([text("report.never_a_word", codes=few_codes(never), count=len(never))] if never else []),
        text("report.wordless_how"),
    ]


def _codes(balls: Iterable[Ball]) -> Param:
    return few_codes(list(dict.fromkeys(ball.code for ball in balls)))


def few_codes(codes: Sequence[str]) -> Param:
    shown = ", ".join(codes[:CODES])
    return text("report.codes_more", codes=shown, count=len(codes) - CODES) if len(codes) > CODES else shown


def _own(department: Param, group: Group) -> list[Text]:
    counts = group.counts
    if not counts.late and not counts.silent:
        if not counts.total:
            return [text("report.own_nothing", department=department)]
        return [text("report.own_fine", department=department, count=counts.total)]
    late = text("report.own_late_head", department=department, late=counts.late, total=counts.total)
    silent = text("report.own_silent_head", department=department, silent=counts.silent, total=counts.total)
    return [
        *_under(late, _listed(group.balls_of(Standing.LATE), late_line, "late")),
        *_under(silent, _listed(group.balls_of(Standing.SILENT), silent_line, "silent")),
    ]


def _listed(balls: Sequence[Ball], line: Callable[[Ball], Text], kind: str) -> list[Text]:
    lines = [line(ball) for ball in balls[:LINES]]
    return [*lines, text(f"report.more_{kind}", count=len(balls) - LINES)] if len(balls) > LINES else lines


def late_line(ball: Ball) -> Text:
    order = titled(ball.code, ball.customer)
    if ball.since is None and ball.promised_on is not None:
        return text("report.promised_line", order=order, place=_place(ball), day=ball.promised_on)
    assert ball.since is not None, "late by the one or by the other"
    return text("report.late_line", order=order, place=_place(ball), due=Clock(at=ball.since))


def silent_line(ball: Ball) -> Text:
    assert ball.since is not None, "a word was wanted at some moment"
    order = titled(ball.code, ball.customer)
    return text("report.silent_line", order=order, place=_place(ball), since=Clock(at=ball.since))


def _place(ball: Ball) -> Param:
    return ball.stage or text(f"report.place_{ball.place}")


def _under(head: Text, lines: Sequence[Text]) -> list[Text]:
    return [head, *lines] if lines else []
