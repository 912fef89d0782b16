"""What the bot may do in its groups is learned anew at the start."""

from datetime import UTC, datetime

from bot.standing_in_groups import learn_rights
from storage.engine import open_store
from storage.people import chats_rows
from tests.support.messenger import connected, telegram

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


async def test_rights_given_and_taken_while_the_bot_was_away_are_known_after_its_start(
    sqlite_url: str,
) -> None:
    store = open_store(sqlite_url)
    async with telegram() as server, connected("ptb", server.url) as driver:
        mai = server.world.user("Mai")
        plain = server.world.group("Xưởng", [mai])
        trusted = server.world.group("Kinh doanh", [mai], bot="administrator")
        gone = -1009999999999
        for chat in (plain.id, trusted.id, gone):
            store.write(
                lambda conn, chat=chat: chats_rows.see(conn, chat, kind="supergroup", title="?", now=NOW)
            ).result()
        store.write(lambda conn: chats_rows.set_rights(conn, gone, {"status": "member"})).result()
        server.faults.plan("429", method="getChatMember", seconds=1)

        await learn_rights(driver, store, pause=0)

        known = {
            chat: store.read(lambda conn, chat=chat: chats_rows.by_id(conn, chat)).result().rights
            for chat in (plain.id, trusted.id, gone)
        }
    store.close()
    assert known[plain.id]["status"] == "member"
    assert known[trusted.id]["status"] == "administrator"
    assert known[gone] == {"status": "member"}
