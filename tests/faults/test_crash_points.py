"""kill -9 at chosen moments of one report: how often it is answered, and which answer owns up to being a repeat.

The moments are held still from outside: by the messenger, which lets a call hang, by a lock on the database, or by
stopping the process right before it is killed.
"""

import signal
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from storage.post import outbox_lists
from storage.stores.addresses import read_url, sqlite_file
from tests.support.child_bot import ChildBot
from tests.support.receiving import eventually
from tests.support.workshop import ANY_LEASE, LONG, REPEAT, Workshop, open_workshop

PLAIN, MARKED = False, True


async def fetched_and_not_stored(workshop: Workshop, bot: ChildBot) -> None:
    """The update lies in the socket of a process that will never read it."""
    bot.signal(signal.SIGSTOP)
    await _report_and_hand_out(workshop)
    await bot.kill()


async def being_written_down(workshop: Workshop, bot: ChildBot) -> None:
    """SQLite: fetched, and the writer waits for its lock. PostgreSQL: stored, and its transaction stands half-way."""
    with _locked(workshop.database_url) as somebody_waits:
        await _report_and_hand_out(workshop)
        await eventually(somebody_waits, LONG)
        await bot.kill()


async def answered_and_not_confirmed(workshop: Workshop, bot: ChildBot) -> None:
    """The messenger has not been told to forget the update, and hands it out again."""
    workshop.server.faults.plan("hang", method="getUpdates")
    await workshop.report()
    await workshop.all_answered()
    await workshop.until(lambda conn: not outbox_lists.waiting(conn).count)
    await bot.kill()


async def asked_to_wait(workshop: Workshop, bot: ChildBot) -> None:
    """The messenger refuses the answer for now: it was surely not said."""
    workshop.server.faults.plan("429", method="sendMessage", seconds=30)
    await workshop.report()
    await workshop.until(lambda conn: outbox_lists.paused(conn, datetime.now(UTC)))
    await bot.kill()


async def sent_and_not_taken(workshop: Workshop, bot: ChildBot) -> None:
    """Nobody can know how far the message has come."""
    workshop.server.faults.plan("hang", method="sendMessage")
    await workshop.report()
    await _sending(workshop)
    await bot.kill()


async def taken_and_not_noted(workshop: Workshop, bot: ChildBot) -> None:
    """The message is on the screen; the process does not live to hear of it."""
    hanging = workshop.server.faults.plan("hang", method="sendMessage")
    await workshop.report()
    await _sending(workshop)
    bot.signal(signal.SIGSTOP)
    hanging.release()
    await workshop.all_answered()
    await bot.kill()


@pytest.mark.parametrize("run", [1, 2, *(pytest.param(run, marks=pytest.mark.soak) for run in range(3, 11))])
@pytest.mark.parametrize(
    ("killed", "answers"),
    [
        pytest.param(fetched_and_not_stored, [PLAIN], id="fetched"),
        pytest.param(being_written_down, [PLAIN], id="writing"),
        pytest.param(answered_and_not_confirmed, [PLAIN], id="unconfirmed"),
        pytest.param(asked_to_wait, [PLAIN], id="waiting"),
        pytest.param(sent_and_not_taken, [MARKED], id="sending"),
        pytest.param(taken_and_not_noted, [PLAIN, MARKED], id="unnoted"),
    ],
)
async def test_a_report_is_applied_once_and_what_may_be_a_repeat_says_so(
    killed: Callable[[Workshop, ChildBot], Awaitable[None]],
    answers: list[bool],
    run: int,
    database_url: str,
    tmp_path: Path,
) -> None:
    async with open_workshop(database_url, tmp_path / "log", people=1) as workshop:
        async with workshop.bot() as bot:
            await workshop.idle()
            await killed(workshop, bot)
        async with workshop.bot(after=ANY_LEASE):
            await workshop.idle()
        books = workshop.books()
        books.balance(repeats_at_most=len(answers) - 1)
        [said] = books.receipts.values()
        assert [words.startswith(REPEAT) for words in said] == answers


async def _report_and_hand_out(workshop: Workshop) -> None:
    poll = workshop.last_poll
    await workshop.report()
    await eventually(lambda: poll.result, LONG)


async def _sending(workshop: Workshop) -> None:
    def hangs() -> bool:
        return any(call.fault == "hang" for call in workshop.server.calls)

    await workshop.server.world.wait_for(hangs, LONG)


@contextmanager
def _locked(database_url: str) -> Iterator[Callable[[], bool]]:
    """Keep everybody else from writing down what happens to orders; give a look at whether somebody waits for it."""
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(sqlite_file(read_url(database_url)), isolation_level=None)) as conn:
            conn.execute("BEGIN IMMEDIATE")
            yield lambda: True  # nobody gets past it, whoever comes
            conn.execute("ROLLBACK")
        return
    with psycopg.connect(database_url) as conn:
        conn.execute("LOCK TABLE events IN ACCESS EXCLUSIVE MODE")
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'events'::regclass"
        yield lambda: conn.execute(waiting).fetchone() != (0,)
        conn.rollback()
