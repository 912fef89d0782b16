from dataclasses import replace

import pytest

from bot.delivery.joining import joinable, joined
from handlers.reply import Button, Document, Picture, Say, text

PLAIN = Say(lines=(text("word.plain", text="a"),), chat=-1, reply_to=3, note_for="n", silent=True)


def test_lines_and_buttons_can_be_joined_whatever_they_answer():
    assert joinable(PLAIN)


@pytest.mark.parametrize(
    "more",
    [
        {"picture": Picture(kind="x", data={})},
        {"document": Document(name="x", tables=(), lines=())},
        {"copies": ((1, 2),)},
        {"edits": 5},
        {"only_for": 7},
        {"to_user": 7},
        {"force_reply": text("word.somebody")},
        {"keyboard": "private"},
        {"pin": True},
    ],
)
def test_what_is_more_than_lines_and_buttons_stays_by_itself(more: dict[str, object]):
    assert not joinable(replace(PLAIN, **more))


def test_joined_receipts_and_their_buttons_are_numbered_and_answer_no_single_message():
    button = Button(label=text("word.somebody"), data="undo:1")
    one = Say(
        lines=(text("word.plain", text="a"), text("word.plain", text="b")), chat=-1, thread=4, reply_to=3
    )
    two = Say(lines=(text("word.plain", text="c"),), chat=-1, thread=4, reply_to=5, buttons=((button,),))
    assert joined([one, two]) == Say(
        lines=(
            text("delivery.numbered", number=1, line=text("word.plain", text="a")),
            text("word.plain", text="b"),
            text("delivery.numbered", number=2, line=text("word.plain", text="c")),
        ),
        chat=-1,
        thread=4,
        buttons=(
            (Button(label=text("delivery.numbered_key", number=2, label=button.label), data="undo:1"),),
        ),
    )
