"""A letter as the messages it will be sent in: each a step, so that a crash repeats one message and not all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from bot.delivery.audience import Way
from bot.drivers.port import File, Outgoing
from bot.i18n.render import Laid
from handlers.reply import Say, text


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """One message of text; the first may bear the file."""

    html: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """Somebody's photo or file, passed on."""

    chat: int
    message: int


Step: TypeAlias = Words | Copy


def steps(say: Say, laid: Laid) -> tuple[Step, ...]:
    words = [Words(html=part) for part in laid.parts]
    if not words and (has_file(say) or not say.copies):
        words = [Words(html="")]
    return (*words, *(Copy(chat=chat, message=message) for chat, message in say.copies))


def step_to_json(step: Step) -> dict[str, Any]:
    if isinstance(step, Words):
        return {"html": step.html}
    return {"copy": [step.chat, step.message]}


def step_from_json(stored: Mapping[str, Any]) -> Step:
    if "html" in stored:
        return Words(html=stored["html"])
    chat, message = stored["copy"]
    return Copy(chat=chat, message=message)


def message(
    say: Say, way: Way, laid: Laid, *, html: str, file: File | None, first: bool, last: bool
) -> Outgoing:
    """The message of one step: the first answers and bears the file, the last one of words bears the keys."""
    shown = Outgoing(
        chat=way.chat,
        thread=way.thread,
        html=html,
        file=file if first else None,
        reply_to=say.reply_to if first and way.at_home and not way.ephemeral else None,
        silent=say.silent,
        keys=laid.keys if last else (),
        reply_keyboard=laid.reply_keyboard if last else None,
        asks_contact=laid.asks_contact if last else "",
        force_reply=laid.force_reply if last else None,
    )
    if not way.ephemeral:
        return shown
    return replace(
        shown,
        ephemeral_for=way.user,
        ephemeral_tap=say.answer_to_tap,
        ephemeral_reply_to=say.reply_to_ephemeral,
    )


def bearer(all_steps: Sequence[Step]) -> int:
    """Which step bears the keys: the last one of words."""
    words = [index for index, step in enumerate(all_steps) if isinstance(step, Words)]
    return words[-1] if words else len(all_steps) - 1


def has_file(say: Say) -> bool:
    return say.picture is not None or say.document is not None


def without_file(say: Say) -> Say:
    """The same in words: a document's lines are said, in place of a picture that it is missing."""
    if say.document is not None:
        return replace(say, document=None, lines=(*say.lines, *say.document.lines))
    return replace(say, picture=None, lines=(*say.lines, text("delivery.without_file")))


def without_message_ids(say: Say) -> Say:
    """For a chat that got a new id: its message ids mean nothing any more."""
    return replace(say, edits=None, reply_to=None, reply_to_ephemeral=None)
