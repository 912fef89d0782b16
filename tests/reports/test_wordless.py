"""Every order is followed: of which nothing was heard for a working day, or ever, is listed (S0-23)."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.centres.centre_files import load
from orders.moves import PutOnHold, Receive, Report
from orders.whole_order_moves import Pause
from reports.figures import Figures
from reports.wordless import a_working_day_before
from tests.support.shop import DIEU, MINH, MONDAY, Shop, designed, opened

CENTRE = load(Path(__file__).parents[2] / "workflows" / "adtech.yaml").only
DAY = timedelta(days=1)  # Monday, 09:00; the Tuesday is a day off (Culture Day is the 24th)


def listed(*shops: Shop, after: timedelta) -> list[tuple[bool, tuple[str, ...]]]:
    """Whether anything was ever said of each that is listed, and who holds it."""
    figures = Figures.of([one.order for one in shops], centre=CENTRE, now=MONDAY + after)
    return [(one.heard_at is not None, one.departments) for one in figures.wordless]


def test_the_time_of_day_is_the_same_and_days_off_do_not_count():
    wednesday = MONDAY + 2 * DAY
    assert wednesday.astimezone(CENTRE.zone).date() == date(2026, 11, 25)
    assert a_working_day_before(wednesday, CENTRE) == MONDAY


def test_an_order_nobody_has_said_a_word_of_is_listed_a_working_day_after_it_was_opened():
    shop = opened()
    assert listed(shop, after=2 * DAY) == []
    assert listed(shop, after=2 * DAY + timedelta(minutes=1)) == [(False, ("sales",))]


def test_a_receipt_a_report_and_a_handover_are_words():
    handed_over = designed()
    received = designed()
    received.later(days=1)
    received.does(MINH, Receive(stage="fabrication"))
    reported = designed()
    reported.does(MINH, Receive(stage="fabrication"))
    reported.later(days=1)
    reported.does(MINH, Report(stage="fabrication", percent=10))
    after = 2 * DAY + timedelta(hours=1)
    assert listed(handed_over, received, reported, after=after) == [(True, ("production",))]
    assert len(listed(handed_over, received, reported, after=4 * DAY)) == 3


def test_what_never_had_a_word_comes_first_then_the_longest_silent():
    never, long_ago, later = opened(), designed(), designed()
    later.later(hours=2)
    later.does(MINH, Receive(stage="fabrication"))
    figures = Figures.of(
        [later.order, long_ago.order, never.order], centre=CENTRE, now=MONDAY + timedelta(days=9)
    )
    assert [one.heard_at for one in figures.wordless] == [None, MONDAY, MONDAY + timedelta(hours=2)]


@pytest.mark.parametrize("answer", ["estimate", "hold"])
def test_what_somebody_has_answered_for_is_not_asked_for(answer: str):
    shop = designed()
    shop.does(MINH, Receive(stage="fabrication"))
    assert len(listed(shop, after=9 * DAY)) == 1
    if answer == "estimate":
        shop.does(MINH, Report(stage="fabrication", estimate=MONDAY + 10 * DAY))
        assert len(listed(shop, after=11 * DAY)) == 1
    else:
        shop.does(MINH, PutOnHold(stage="fabrication", kind="material", department="production"))
    assert listed(shop, after=9 * DAY) == []


def test_a_draft_and_an_order_that_was_paused_are_no_work_to_report_on():
    paused = opened()
    paused.does(DIEU, Pause(note="chờ khách"))
    assert listed(Shop(), paused, after=9 * DAY) == []
