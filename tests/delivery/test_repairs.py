from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.repairs import repaired
from bot.drivers.port import (
    CannotWrite,
    ChatGone,
    DriverBusy,
    DriverError,
    Key,
    NoRight,
    Outgoing,
    Refused,
    Stale,
    TopicGone,
    Transient,
    Unclear,
)

FULL = Outgoing(chat=-1, html="<b>a &amp; b</b>", thread=3, reply_to=4, keys=((Key(label="x", data="y"),),))


def test_each_refusal_takes_away_what_it_is_about():
    assert repaired(FULL, TopicGone("x")) == Outgoing(chat=-1, html=FULL.html, keys=FULL.keys)
    assert repaired(FULL, Stale("x")) == Outgoing(chat=-1, html=FULL.html, keys=FULL.keys, thread=3)
    plainer = repaired(FULL, Refused("x"))
    assert plainer == replace(FULL, frills=False)
    assert repaired(plainer, Refused("x")) == Outgoing(chat=-1, html="a &amp; b", thread=3, frills=False)


@pytest.mark.parametrize(
    "error", [CannotWrite("x"), ChatGone("x"), NoRight("x"), DriverBusy(1), Transient("x"), Unclear("x")]
)
def test_nothing_is_taken_away_where_that_would_not_help(error: DriverError):
    assert repaired(FULL, error) is None


@given(st.lists(st.sampled_from([TopicGone("x"), Stale("x"), Refused("x")]), min_size=12, max_size=12))
def test_repairs_come_to_an_end(errors: list[DriverError]):
    message: Outgoing | None = FULL
    for error in errors:
        message = repaired(message, error) if message else None
    assert message is None
