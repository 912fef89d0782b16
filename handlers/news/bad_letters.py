"""One letter that cannot be looked at must not keep back all that waits with it: it is put aside, where the auditor finds it."""

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from handlers.pushes.push_unheard import was_unheard
from orders.centre_file.centre import Centre, Centres
from storage.post import held_letters
from storage.post.outbox import Letter
from storage.statements.undo_points import UndoPoint
from storage.stores.failures import is_commands_own

AGAIN_IN = timedelta(hours=1)  # what fails at no letter of its own is tried again after it

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(kw_only=True, slots=True)
class Hand:
    """Which letter is being looked at: where that fails, it is known at which."""

    letter: Letter | None = None

    def over(self, letters: Sequence[Letter]) -> Iterator[Letter]:
        for one in letters:
            self.letter = one
            yield one
        self.letter = None


@dataclass(frozen=True, kw_only=True, slots=True)
class BadLetters:
    """``apart``: do it all the same, without those at which it fails."""

    conn: Connection
    centre: Centre
    now: datetime
    machine_now: datetime

    def apart(self, work: Callable[[Hand], T]) -> T | None:
        """None: it fails at none of them by itself, and nothing of it was done."""
        while True:
            point, hand = UndoPoint(self.conn), Hand()
            try:
                done = work(hand)
            except Exception as error:
                if not is_commands_own(error):
                    raise
                point.rollback()
                number = secrets.token_hex(4)
                log.exception("what is kept back cannot be said, id %s", number)
                if hand.letter is None:
                    return None
                self._put_aside(hand.letter, number)
            else:
                point.commit()
                return done

    def wait(self, letters: Sequence[Letter]) -> None:
        """Nobody knows which of them it is: all are tried again later."""
        held_letters.put_off(self.conn, letters, self.now + AGAIN_IN, failed=True)

    def _put_aside(self, letter: Letter, number: str) -> None:
        held_letters.bury(self.conn, letter, f"{held_letters.UNSAYABLE}{number}", self.machine_now)
        was_unheard(
            self.conn,
            letter.id,
            note=letter.note_for,
            centres=Centres([self.centre]),
            now=self.now,
            machine_now=self.machine_now,
        )
