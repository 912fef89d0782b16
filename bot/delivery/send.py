"""One letter on its way: laid out for its readers and sent by the first way that takes it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog
from sqlalchemy import Connection

from bot.delivery import layout
from bot.delivery.audience import Way
from bot.delivery.ground import Ground
from bot.delivery.layout import Copy, Step
from bot.delivery.studio import Studio
from bot.delivery.troubles import Troubles
from bot.delivery.wire import Errand, NotYet, Wire
from bot.drivers.port import (
    CannotWrite,
    ChatGone,
    DriverError,
    File,
    NoRight,
    Outgoing,
    Refused,
    Stale,
    TopicGone,
)
from handlers.reply import Say, text
from storage.post import outbox_parts
from storage.post.outbox import Letter

OUT_OF_REACH = (CannotWrite, ChatGone)
FINAL = (*OUT_OF_REACH, NoRight, TopicGone, Stale, Refused)

log = structlog.get_logger(__name__)


class Unsayable(Exception):
    """No way is left."""

    def __init__(self, error: DriverError) -> None:
        super().__init__(str(error))
        self.error = error


class Hindered(Exception):
    """Nothing was refused for good: ``cause`` says what happened on the way to ``chat``."""

    def __init__(self, chat: int, cause: DriverError | NotYet) -> None:
        super().__init__(f"{chat}: {cause}")
        self.chat = chat
        self.cause = cause


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """Where a letter was said, and as which message (the one with the keys)."""

    way: Way
    message: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """``steps`` and ``done`` are empty unless the letter was begun before: then its first messages are sent already."""

    letter: Letter
    say: Say
    errand: Errand
    steps: tuple[Step, ...] = ()
    done: tuple[int, ...] = ()


class Sender:
    """Knows no queue: it is handed a letter whose turn has come."""

    def __init__(self, ground: Ground, *, wire: Wire, studio: Studio, troubles: Troubles) -> None:
        self._ground = ground
        self._wire = wire
        self._studio = studio
        self._troubles = troubles

    async def say(self, letter: Letter, say: Say, ways: Sequence[Way], errand: Errand) -> Said:
        """Send ``letter`` with the content ``say``; raises Unsayable, Hindered, or Overtaken from the wire."""
        return await self._by_any(ways, await self._plan(letter, say, errand))

    async def _plan(self, letter: Letter, say: Say, errand: Errand) -> Plan:
        said = layout.without_message_ids(say) if letter.moved else say
        if not letter.begun:
            return Plan(letter=letter, say=said, errand=errand)
        stored = await self._ground.read(lambda conn: outbox_parts.parts_of(conn, letter))
        return Plan(
            letter=letter,
            say=said,
            errand=errand,
            steps=tuple(layout.step_from_json(part.payload) for part in stored),
            done=tuple(part.message_id for part in stored if part.message_id is not None),
        )

    async def _by_any(self, ways: Sequence[Way], plan: Plan) -> Said:
        for way in ways:
            try:
                return await self._by(way, plan)
            except FINAL as error:
                log.info("letter.way_closed", letter=plan.letter.id, chat=way.chat, reason=str(error))
                await self._remember(plan.letter, way, error)
                if way is ways[-1] or not (way.ephemeral or isinstance(error, OUT_OF_REACH)):
                    raise Unsayable(error) from error
            except (DriverError, NotYet) as error:
                raise Hindered(way.chat, error) from error
        raise AssertionError("a letter has at least one way")

    async def _by(self, way: Way, plan: Plan) -> Said:
        """Send what is not sent yet; a file the chat does not take is put into words."""
        try:
            return await self._steps(way, plan, await self._file(plan, way))
        except (NoRight, Refused) as error:
            if plan.done or not layout.has_file(plan.say):
                raise
            log.warning("letter.without_file", letter=plan.letter.id, chat=way.chat, reason=str(error))
            if isinstance(error, NoRight):
                await self._troubles.no_right(plan.letter.company, way.chat)
            return await self._by(way, replace(plan, say=layout.without_file(plan.say)))

    async def _file(self, plan: Plan, way: Way) -> File | None:
        """The file goes with the first message. An edit leaves the one that is there."""
        if plan.done or plan.say.edits is not None:
            return None
        if not layout.has_file(plan.say):
            return None
        made = await self._made(plan.say, way)
        if made is None:
            raise Refused("the picture or file could not be made")
        return made

    async def _made(self, say: Say, way: Way) -> File | None:
        renderer = self._ground.renderer
        if say.document is not None:
            return await self._studio.document(say.document.name, renderer.tables(say.document, way.reader))
        assert say.picture is not None
        return await self._studio.picture(say.picture, renderer.words(say.picture, way.reader))

    async def _steps(self, way: Way, plan: Plan, file: File | None) -> Said:
        opening = self._opened("", way, plan, 0) if layout.has_file(plan.say) else None
        laid = self._ground.renderer.say(plan.say, way.reader, under_file=opening)
        steps = plan.steps or layout.steps(plan.say, laid)
        steps = steps[:1] if plan.say.edits_only else steps
        done = list(plan.done)
        for index, step in list(enumerate(steps))[len(done) :]:
            if isinstance(step, Copy):
                done.append(await self._copy(way, plan, step))
            else:
                html = self._opened(step.html, way, plan, index)
                message = layout.message(
                    plan.say,
                    way,
                    laid,
                    html=html,
                    file=file,
                    first=index == 0,
                    last=index == layout.bearer(steps),
                )
                done.append(await self._words(way, plan, message, first=index == 0))
            if len(steps) > 1:
                await self._part_sent(plan.letter, steps, index, done[index])
        return Said(way=way, message=done[layout.bearer(steps)])

    def _opened(self, html: str, way: Way, plan: Plan, index: int) -> str:
        words = []
        if plan.letter.repeated and index == len(plan.done) and plan.say.edits is None:
            words.append(text("delivery.repeated"))
        mention = way.mention if index == 0 else ""
        return self._ground.renderer.opened(html, way.reader, mention=mention, words=words)

    async def _words(self, way: Way, plan: Plan, message: Outgoing, *, first: bool) -> int:
        if plan.say.edits is not None and way.at_home and first:
            caption = layout.has_file(plan.say)
            return await self._wire.edit(
                plan.say.edits, message, plan.errand, caption=caption, anew=not plan.say.edits_only
            )
        return await self._wire.send(message, plan.errand)

    async def _copy(self, way: Way, plan: Plan, step: Copy) -> int:
        """Pass a photo or file on; one that can no longer be had is said to be missing."""
        try:
            return await self._wire.copy(
                chat=way.chat,
                thread=way.thread,
                from_chat=step.chat,
                message=step.message,
                silent=plan.say.silent,
                errand=plan.errand,
            )
        except (Stale, Refused, NoRight) as error:
            log.warning("letter.copy_failed", letter=plan.letter.id, chat=way.chat, reason=str(error))
        html = self._ground.renderer.opened(
            "", way.reader, mention="", words=(text("delivery.without_file"),)
        )
        return await self._wire.send(Outgoing(chat=way.chat, thread=way.thread, html=html), plan.errand)

    async def _remember(self, letter: Letter, way: Way, error: DriverError) -> None:
        if isinstance(error, CannotWrite) and not way.ephemeral and way.chat > 0:
            await self._troubles.unreachable(way.chat)
        if isinstance(error, ChatGone):
            await self._troubles.chat_gone(letter.company, way.chat)

    async def _part_sent(self, letter: Letter, steps: Sequence[Step], index: int, message: int) -> None:
        """Note a step; the first one fixes the rest, so that whoever goes on goes on with the same text."""
        at = self._ground.clock.machine_now()

        def note(conn: Connection) -> None:
            if index == 0:
                outbox_parts.split(conn, letter, [layout.step_to_json(step) for step in steps])
            outbox_parts.part_sent(conn, letter, index + 1, message, at)

        await self._ground.write(note)
