"""What has served its time is forgotten; what is still of use stays."""

import io
import json
from datetime import UTC, datetime, timedelta

from bot import logs
from bot.clock import Clock
from bot.housekeeping import Chore, Housekeeping
from storage.engine import open_store
from storage.intake import dialogs, inbox
from storage.intake.inbox import NewUpdate
from storage.post import outbox, outbox_adding
from storage.post.outbox_adding import NewLetter
from storage.post.outbox_lists import failed, waiting

OLD = timedelta(days=40)


async def test_old_updates_and_letters_go_and_what_waits_stays(database_url: str) -> None:
    clock = Clock(offset=timedelta)
    long_ago = datetime.now(UTC) - OLD
    store = open_store(database_url)
    try:
        for number in (1, 2):
            store.write(lambda conn, number=number: _take_in(conn, number, long_ago)).result()
        store.write(lambda conn: _end_first(conn, long_ago)).result()
        for sent in (True, False):
            store.write(lambda conn, sent=sent: _say(conn, long_ago, sent=sent)).result()
        store.write(
            lambda conn: dialogs.ask(
                conn, company="adtech", chat=5, thread=None, user=5, kind="reason", data={},
                now=long_ago, expires_at=long_ago,
            )
        ).result()  # fmt: skip

        await Housekeeping(store, clock).tidy()

        assert store.read(inbox.waiting).result().count == 1
        assert store.read(waiting).result().count == 1
        assert store.read(failed).result() == ()
        left = store.read(lambda conn: [len(conn.execute(one.select()).all()) for one in _tables()]).result()
        assert left == [1, 1, 0]
    finally:
        store.close()


async def test_a_chore_that_fails_keeps_no_other_from_being_done(
    sqlite_url: str, written: io.StringIO
) -> None:
    logs.configure(level="INFO", layout="json", stream=written)
    done: list[str] = []

    def broken(_conn: object, before: datetime) -> int:
        raise ZeroDivisionError(before)

    def sound(_conn: object, before: datetime) -> int:
        done.append(before.isoformat())
        return 0

    store = open_store(sqlite_url)
    try:
        chores = [Chore("letters", OLD, broken), Chore("albums", OLD, sound)]
        house = Housekeeping(store, Clock(offset=timedelta), chores=chores)
        await house.tidy()
        await house.tidy()
    finally:
        store.close()

    assert len(done) == 2
    told = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [one["chore"] for one in told if "chore" in one] == ["letters", "letters"]
    assert "ZeroDivisionError" in written.getvalue()


def _tables() -> tuple[object, ...]:
    from storage.tables.house_tables import dialogs as dialogs_table
    from storage.tables.post_tables import inbox as inbox_table
    from storage.tables.post_tables import outbox as outbox_table

    return (inbox_table, outbox_table, dialogs_table)


def _take_in(conn: object, number: int, at: datetime) -> None:
    inbox.put(conn, [NewUpdate(bot=1, update_id=number, chat_key=str(number), raw={"update_id": number})], at)


def _end_first(conn: object, at: datetime) -> None:
    row = inbox.claim_chat(conn, owner="test", now=at, lease=timedelta(minutes=1))
    inbox.done(conn, row, at)


def _say(conn: object, at: datetime, *, sent: bool) -> None:
    letter = NewLetter(
        company="adtech", chat=7, thread=None, lane="answers", priority=0, payload={"lines": []}
    )
    [kept] = outbox_adding.add(conn, [letter], now=at, owner="test", lease=timedelta(minutes=1))
    if sent:
        outbox.sent(conn, kept, 9, at)
