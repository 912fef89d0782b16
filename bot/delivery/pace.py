"""When the next message may leave: the messenger's limits per chat and over all, on a clock of seconds that never jumps."""

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from handlers.reply import Lane

MINUTE = 60.0
SECOND = 1.0
NEAR = 0.08  # seconds before its moment a message is taken in hand …
AHEAD = 0.2  # … and with it those whose moments come soon after
CLOSER = 0.75  # what nobody waits for may follow that much closer than it could for long: what is lost by waiting is made up for


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What the messenger is known to bear; it publishes no exact figures, so its own "retry after" goes before all of them."""

    overall_a_second: int = 30
    private_burst: int = 3  # then one a second
    group_burst: int = 1
    group_a_minute: int = 20
    kept_for_answers: int = 5  # of a group's twenty


@dataclass(slots=True)
class _Chat:
    left_at: deque[float] = field(
        default_factory=deque
    )  # the last minute's messages: when left, then when answered
    barred_until: float = 0.0


class Pace:
    """Keeps to the limits by saying from when on a chat is open. Without limits only "retry after" is kept to.

    The messenger counts a message at some moment between its leaving and its answer, however long the way is: a limit's
    second or minute runs from the answer. So the time on the way is lost, and what leaves together is long on its way:
    all but answers leaves one by one, spread over the second. Chats are told apart by the sign of their id, as the
    messenger numbers them: groups are negative.
    """

    def __init__(self, limits: Limits | None) -> None:
        self._limits = limits
        self._chats: dict[int, _Chat] = {}
        self._left_at: deque[float] = deque()  # the last second's messages, to all chats
        self._next_at = 0.0  # when one that nobody waits for may follow the last that left
        self._barred_until = 0.0
        self._barred: deque[tuple[float, int]] = deque()  # which chats were told to wait lately

    def opens(self, chat: int, lane: Lane, at: float) -> float:
        """From when on a message of this lane may leave for this chat; in the past or now: at once."""
        known = self._chats.get(chat)
        opens = self._opens_overall(lane, at)
        if known is None:
            return opens
        _forget(known.left_at, at - MINUTE)
        return max(opens, *self._opens_of(chat, known, lane))

    def _opens_of(self, chat: int, known: _Chat, lane: Lane) -> tuple[float, ...]:
        """What the chat itself must wait for."""
        if self._limits is None:
            return (known.barred_until,)
        if chat > 0:
            return known.barred_until, _after(known.left_at, self._limits.private_burst, SECOND)
        room = self._limits.group_a_minute
        if lane is not Lane.ANSWERS:
            room -= self._limits.kept_for_answers
        in_a_minute = _nth_last(known.left_at, room) + MINUTE
        return known.barred_until, _after(known.left_at, self._limits.group_burst, SECOND), in_a_minute

    def is_short(self, chat: int, at: float) -> bool:
        """Whether so little is left of a group's minute that waiting receipts are better joined."""
        known = self._chats.get(chat)
        if self._limits is None or known is None or chat > 0:
            return False
        _forget(known.left_at, at - MINUTE)
        return len(known.left_at) >= self._limits.group_a_minute - self._limits.kept_for_answers

    def left(self, chat: int, at: float) -> None:
        """A message leaves now."""
        if self._limits is not None:
            self._chats.setdefault(chat, _Chat()).left_at.append(at)
            self._left_at.append(at)
            self._next_at = at + self._apart

    def answered(self, chat: int, left: float, at: float) -> None:
        """What left then has been counted by now at the latest; or it never will be."""
        if self._limits is not None:
            _put_off(self._chats.setdefault(chat, _Chat()).left_at, left, at)
            _put_off(self._left_at, left, at)

    def bar(self, chat: int, until: float, at: float, *, asked: bool = True) -> None:
        """Leave this chat alone until then; or all, when the messenger itself ``asked`` for three within moments."""
        known = self._chats.setdefault(chat, _Chat())
        known.barred_until = max(known.barred_until, until)
        if not asked:
            return
        self._barred.append((at, chat))
        while self._barred[0][0] < at - 5 * SECOND:
            self._barred.popleft()
        if len({told for _, told in self._barred}) >= 3:
            self._barred_until = max(self._barred_until, until)

    def moved(self, old: int, new: int) -> None:
        """A chat has a new id; what was sent to the old one still counts."""
        if old in self._chats:
            self._chats[new] = self._chats.pop(old)

    def closed(self, at: float) -> Iterator[tuple[int, Lane, float]]:
        """Each chat and lane that must wait by itself, and until when. Chats that have long been quiet are forgotten."""
        for chat, known in list(self._chats.items()):
            _forget(known.left_at, at - MINUTE)
            if not known.left_at and known.barred_until <= at:
                del self._chats[chat]
                continue
            if self._has_rested(known, at):
                continue
            for lane in Lane:
                opens = max(self._opens_of(chat, known, lane))
                if opens > at:
                    yield chat, lane, opens

    def _has_rested(self, known: _Chat, at: float) -> bool:
        """Open for every lane, as most chats are when many are told something."""
        if known.barred_until > at:
            return False
        few = self._limits is None or len(known.left_at) < (
            self._limits.group_a_minute - self._limits.kept_for_answers
        )
        return few and (not known.left_at or known.left_at[-1] + SECOND <= at)

    def has_room_from(self, at: float, waiting: int = 0) -> float:
        """From when on one more may be taken in hand besides those that wait there already; now or in the past: at once."""
        if self._limits is None:
            return self._barred_until
        _forget(self._left_at, at - SECOND)
        in_turn = max(at, self._next_at) + waiting * self._apart - NEAR
        before = waiting - (self._limits.overall_a_second - len(self._left_at))
        if before < 0:
            return max(self._barred_until, in_turn)
        # What waits cannot all leave before something that waits itself has been counted: look again when one has.
        opens = self._left_at[before] + SECOND if before < len(self._left_at) else at + SECOND
        return max(self._barred_until, opens - NEAR, in_turn)

    def room(self, at: float, waiting: int = 0) -> int:
        """How many may be taken in hand at this moment, over all chats; those that can leave soon go with the first."""
        if self.has_room_from(at, waiting) > at:
            return 0
        if self._limits is None:
            return UNLIMITED
        soon = at + AHEAD
        counted = sum(moment > soon - SECOND for moment in self._left_at)
        in_turn = 1 + int((soon - max(at, self._next_at)) / self._apart)
        return min(self._limits.overall_a_second - counted, in_turn) - waiting

    @property
    def _apart(self) -> float:
        """Seconds between two that nobody waits for."""
        return CLOSER * SECOND / self._limits.overall_a_second if self._limits is not None else 0.0

    def _opens_overall(self, lane: Lane, at: float) -> float:
        if self._limits is None:
            return self._barred_until
        _forget(self._left_at, at - SECOND)
        opens = max(self._barred_until, _nth_last(self._left_at, self._limits.overall_a_second) + SECOND)
        return opens if lane is Lane.ANSWERS else max(opens, self._next_at)


UNLIMITED = 1_000_000


def _forget(moments: deque[float], before: float) -> None:
    while moments and moments[0] <= before:
        moments.popleft()


def _put_off(moments: deque[float], left: float, at: float) -> None:
    with suppress(ValueError):  # forgotten: it was very long on its way
        moments.remove(left)
    moments.append(at)


def _nth_last(moments: deque[float], number: int) -> float:
    return moments[-number] if len(moments) >= number else -MINUTE


def _after(moments: deque[float], burst: int, every: float) -> float:
    """When a bucket of ``burst`` drops that gains one ``every`` so often has a drop again."""
    drops, last = float(burst), None
    for moment in moments:
        if last is not None:
            drops = min(burst, drops + (moment - last) / every)
        drops -= 1
        last = moment
    if last is None or drops >= 1:
        return -MINUTE
    return last + (1 - drops) * every
