"""The demo company from its first to its last day."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from sandbox.demo.acts import Acts
from sandbox.demo.asking import Ear, WentWrong, button
from sandbox.demo.cast import BOSS, GROUP_OF, ROLES, STAFF, Cast, found_group, gather
from sandbox.demo.plot import Step, day_of, steps
from sandbox.demo.wording import Wording
from sandbox.model import Message
from sandbox.pages.rooms import Rooms
from sandbox.server import TelegramServer
from sandbox.state import State

INVITATION = re.compile(r"\?start=([\w-]{16,})")
BOUND = "📌"
MOVING_IN = time(7, 30)
WEEKS_AHEAD = 60  # looked through for a stretch of working days without a holiday

__all__ = ["WentWrong", "play"]


async def play(
    server: TelegramServer, language: str, *, said: Callable[[str], None], script: Sequence[Step] = ()
) -> dict[str, str]:
    """Play it all on a bot whose ADMINS name the MANAGER. Gives the orders' codes; ``said`` hears how far it is.

    Raises WentWrong where the bot does not answer as it should.
    """
    world, state = server.world, server.state
    wording = Wording(language)
    first = first_day(state)
    cast = gather(world, wording)
    await _pass_to(state, datetime.combine(first, MOVING_IN, state.clock.zone))
    await _move_in(server, wording, cast)
    acts = Acts(world, wording, cast, first)
    day = 0
    for step in script or steps():
        if step.day != day:
            day = step.day
            said(f"The demo company: {day_of(day, first):%A, %d %B %Y}")
        await _pass_to(state, step.moment(first, state.clock.zone))
        await _do(acts, step)
    Rooms(world).read_all()
    return acts.codes


def first_day(state: State) -> date:
    """The next Monday from which on all days of the story are working days."""
    today = state.clock.now().astimezone(state.clock.zone).date()
    monday = today + timedelta(days=7 - today.weekday())
    last = max(step.day for step in steps())
    for week in range(WEEKS_AHEAD):
        begin = monday + timedelta(weeks=week)
        if all(_works(state, day_of(number, begin)) for number in range(1, last + 1)):
            return begin
    return monday


def _works(state: State, day: date) -> bool:
    midnight = datetime.combine(day, time(), state.clock.zone)
    return state.clock.next_opening(midnight).astimezone(state.clock.zone).date() == day


async def _pass_to(state: State, moment: datetime) -> None:
    """Somebody who plays along may have moved the clock further already."""
    if moment > state.clock.now():
        await state.clock.advance(moment)


async def _do(acts: Acts, step: Step) -> None:
    try:
        await acts.do(step)
    except (WentWrong, LookupError, PermissionError) as wrong:
        raise WentWrong(f"{step.line.strip()}: {wrong}") from wrong


async def _move_in(server: TelegramServer, wording: Wording, cast: Cast) -> None:
    """The boss, who is the bot's admin, binds the groups and invites everybody; then gives the roles."""
    boss = _Hand(server, cast, BOSS)
    await boss.starts()
    for department in STAFF:
        found_group(server.world, wording, cast, department)
        await boss.says(GROUP_OF[department], f"/bind {department}", BOUND)
    for department, (head, *staff) in STAFF.items():
        await _invited(server, cast, boss, f"/invite {department} 1 head", [head])
        await _invited(server, cast, boss, f"/invite {department} {len(staff)}", staff)
    for who, (department, role) in ROLES.items():
        shown = await boss.says("private", "/members", BOUND[:0])
        shown = await boss.taps(shown, wording.words["departments"][department])
        shown = await boss.taps(shown, wording.words["people"][who]["name"])
        await boss.taps(shown, f"+ {wording.words['roles'][role]}")


async def _invited(
    server: TelegramServer, cast: Cast, boss: "_Hand", invitation: str, guests: list[str]
) -> None:
    made = await boss.says("private", invitation, "?start=")
    found = INVITATION.search(made.text)
    assert found is not None
    for guest in guests:
        await _Hand(server, cast, guest).starts(found[1])


class _Hand:
    """One person's phone, before there are orders to speak of."""

    def __init__(self, server: TelegramServer, cast: Cast, who: str) -> None:
        self._world = server.world
        self._cast = cast
        self._who = who
        self._person = cast.people[who]

    async def starts(self, payload: str = "") -> None:
        await self._person.start(payload)
        await Ear(self._world, self._person, self._person.private).answer("")

    async def says(self, where: str, words: str, mark: str) -> Message:
        chat = self._cast.place(self._who, where)
        ear = Ear(self._world, self._person, chat)
        sent = await self._person.say(chat, words, **self._cast.thread(where))
        return await ear.answer(mark, to=sent)

    async def taps(self, message: Message, label: str) -> Message:
        ear = Ear(self._world, self._person, message.chat)
        _, data = await button(self._world, self._person, message.chat, label, about=message.text)
        await self._person.tap(message, data)
        return await ear.answer("", to=message)
