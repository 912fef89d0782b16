"""Several receipts as one message, for a group whose limit has almost run out."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.reply import Button, Say, Text, text

_SHAPE = Say(lines=())


def joinable(say: Say) -> bool:
    """Whether a message is nothing but lines and buttons."""
    bare = replace(
        say,
        lines=(),
        buttons=(),
        chat=None,
        thread=None,
        reply_to=None,
        note_for="",
        silent=False,
        unasked=False,
        may_wait=None,
    )
    return bare == _SHAPE


def joined(says: Sequence[Say]) -> Say:
    """Number the receipts, and the buttons after the receipt they belong to. It answers no single message any more."""
    lines: list[Text] = []
    buttons: list[tuple[Button, ...]] = []
    for number, say in enumerate(says, start=1):
        [first, *rest] = say.lines
        lines += [text("delivery.numbered", number=number, line=first), *rest]
        buttons += [
            tuple(
                replace(button, label=text("delivery.numbered_key", number=number, label=button.label))
                for button in row
            )
            for row in say.buttons
        ]
    return replace(says[0], lines=tuple(lines), buttons=tuple(buttons), reply_to=None)
