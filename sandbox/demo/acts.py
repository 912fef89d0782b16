"""What a person of the demo company can do: each act waits for the bot's answer and holds it against what it must be."""

from collections.abc import Awaitable, Callable
from datetime import date

from sandbox.demo import pictures
from sandbox.demo.asking import Ear, button, has_button
from sandbox.demo.cast import Cast
from sandbox.demo.plot import Step, day_of
from sandbox.demo.wording import Wording
from sandbox.model import Chat, Message
from sandbox.world import World

DONE, BACK, STUCK = "✅", "↩️", "⛔"


class Acts:
    """``codes``: what the bot has called each order."""

    def __init__(self, world: World, wording: Wording, cast: Cast, first: date) -> None:
        self.codes: dict[str, str] = {}
        self._world = world
        self._wording = wording
        self._cast = cast
        self._first = first
        self._number = 0
        self._acts: dict[str, Callable[[Step], Awaitable[None]]] = {
            "open": self._open, "draft": self._draft, "done": self._report, "at": self._report, "hold": self._report,
            "take": self._take, "place": self._place, "back": self._give_back, "decline": self._give_back,
            "cancel": self._cancel, "rush": self._rush, "undo": self._undo, "chat": self._chat, "ask": self._ask,
            "qr": self._qr, "paid": self._paid,
        }  # fmt: skip

    async def do(self, step: Step) -> None:
        """Raises WentWrong."""
        self._number += 1
        await self._acts[step.act](step)

    async def _open(self, step: Step) -> None:
        promised = day_of(1, self._first).toordinal() + step.days
        words = self._wording.opening(step, date.fromordinal(promised))
        answer = await self._said(step, words, DONE)
        self.codes[step.order] = _code(answer)

    async def _draft(self, step: Step) -> None:
        answer = await self._said(step, f"/new {self._wording.customer(step.order)}", "")
        self.codes[step.order] = _code(answer)

    async def _report(self, step: Step) -> None:
        words = self._wording.report(step, self._code(step), self._number)
        await self._said(step, words, STUCK if step.act == "hold" else DONE)

    async def _place(self, step: Step) -> None:
        question = await self._said(step, self._wording.placement(self._code(step), self._number), "")
        await self._said(step, self._wording.place(step), DONE, reply_to=question)

    async def _give_back(self, step: Step) -> None:
        await self._said(step, self._wording.giving_back(step, self._code(step)), BACK)

    async def _take(self, step: Step) -> None:
        """By the button of the handover; on a day full of news, of which it is told later, in words."""
        person, chat, code = self._cast.people[step.who], self._chat_of(step), self._code(step)
        label, stage = self._wording.label("received"), step.stages[0]
        if await has_button(self._world, person, chat, label, about=code, choice=stage):
            await self._tapped(step, label, DONE, choice=stage)
        else:
            await self._said(step, self._wording.taking(stage, code), DONE)

    async def _cancel(self, step: Step) -> None:
        await self._said(step, self._wording.command("cancel", step, self._code(step)), "")
        await self._tapped(step, self._wording.label("cancel"), self._code(step))

    async def _rush(self, step: Step) -> None:
        await self._said(step, self._wording.command("rush", step, self._code(step)), "")
        await self._tapped(step, self._wording.label("rush"), self._code(step))

    async def _undo(self, step: Step) -> None:
        await self._said(step, self._wording.command("undo", step, self._code(step)), BACK)

    async def _qr(self, step: Step) -> None:
        person, chat = self._cast.people[step.who], self._chat_of(step)
        ear = Ear(self._world, person, chat)
        await person.say(chat, self._wording.command("qr", step, self._code(step)))
        await ear.posted(self._code(step))

    async def _paid(self, step: Step) -> None:
        await self._said(step, self._wording.command("paid", step, self._code(step)), DONE)

    async def _chat(self, step: Step) -> None:
        person, chat = self._cast.people[step.who], self._chat_of(step)
        await person.say(chat, self._wording.said(step), **self._cast.thread(step.where))

    async def _ask(self, step: Step) -> None:
        """A card is no answer to anybody: it stands in the chat for all."""
        person, chat = self._cast.people[step.who], self._chat_of(step)
        ear = Ear(self._world, person, chat)
        await person.say(chat, self._wording.said(step), **self._cast.thread(step.where))
        await ear.anything()

    async def _said(self, step: Step, words: str, mark: str, *, reply_to: Message | None = None) -> Message:
        person, chat = self._cast.people[step.who], self._chat_of(step)
        ear, where = Ear(self._world, person, chat), self._cast.thread(step.where)
        if step.picture and reply_to is None:
            code = self._code(step)
            if step.picture == "file":
                name = str(self._wording.words["drawing"]).format(code=code)
                sent = await person.document(chat, words, data=pictures.drawing(code), name=name, **where)
            else:
                sent = await person.photo(chat, words, data=pictures.photo(step.picture, code), **where)
        else:
            sent = await person.say(chat, words, reply_to=reply_to, **where)
        return await ear.answer(mark, to=sent)

    async def _tapped(self, step: Step, label: str, mark: str, *, choice: str = "") -> None:
        person, chat, code = self._cast.people[step.who], self._chat_of(step), self._code(step)
        message, data = await button(self._world, person, chat, label, about=code, choice=choice)
        ear = Ear(self._world, person, chat)
        await person.tap(message, data)
        await ear.answer(mark, to=message)

    def _chat_of(self, step: Step) -> Chat:
        return self._cast.place(step.who, step.where)

    def _code(self, step: Step) -> str:
        return self.codes[step.order]


def _code(answer: Message) -> str:
    """The bot's answers begin with the order's code."""
    return answer.text.split()[0]
