"""Working the inbox: each update once, in order within its chat, and none in the way of another."""

import asyncio
import threading
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import Connection

from bot.receiving.intake import chat_key
from handlers.incoming import Incoming
from storage.intake import inbox
from tests.support.receiving import Faltering, Notebook, Stumbling, eventually, machine_now, process


def said(update: int, text: str, chat: int = 7, **more: object) -> dict:
    message = {
        "message_id": update,
        "date": 1795399200,
        "chat": {"id": chat, "type": "private"},
        "text": text,
    }
    return {"update_id": update, "message": message | more}


async def test_the_updates_of_a_chat_are_worked_in_their_order_however_many_chats_there_are(
    database_url: str,
):
    async with process(database_url) as bot:
        bot.work()
        numbers = [(chat, number) for number in range(15) for chat in (1, 2, 3, 4, 5, 6)]
        for start in range(0, len(numbers), 20):
            await bot.intake.take(
                [said(100 * number + chat, f"{chat} {number}", chat) for chat, number in numbers[start:][:20]]
            )

        await eventually(lambda: len(bot.marks()) == len(numbers))
        for chat in (1, 2, 3, 4, 5, 6):
            of_chat = [mark for mark in bot.marks() if mark.startswith(f"{chat} ")]
            assert of_chat == [f"{chat} {number}" for number in range(15)]


async def test_a_chat_that_takes_long_holds_up_no_other(postgresql_url: str):
    notebook, let_go = SlowNotebook(), threading.Event()
    notebook.let_go = let_go
    async with process(postgresql_url, notebook) as bot:
        bot.work()
        await bot.intake.take(
            [said(1, "chậm", 1), said(2, "nhanh", 2), said(3, "nhanh nữa", 2), said(4, "sau", 1)]
        )
        try:
            await eventually(lambda: len(bot.marks()) == 2)
            assert bot.marks() == ["nhanh", "nhanh nữa"]
        finally:
            let_go.set()
        await eventually(lambda: bot.marks() == ["nhanh", "nhanh nữa", "chậm", "sau"])


async def test_no_more_chats_are_worked_side_by_side_than_allowed(postgresql_url: str):
    notebook, let_go = SlowNotebook(), threading.Event()
    notebook.let_go = let_go
    async with process(postgresql_url, notebook) as bot:
        bot.worker = bot.new_worker(side_by_side=2)
        await bot.intake.take([said(number, "chậm", number) for number in range(1, 6)])
        bot.work()
        try:
            await eventually(lambda: len(notebook.seen) == 2)
            bot.worker.wake()
            await bot.intake.take([said(9, "x", 9)])
            assert len(notebook.seen) == 2
        finally:
            let_go.set()
        await eventually(lambda: bot.waiting() == 0)


async def test_a_poisonous_update_is_tried_three_times_and_its_chat_goes_on(database_url: str, log: StringIO):
    async with process(database_url) as bot:
        await bot.intake.take([said(1, "trước"), said(2, "hỏng"), said(3, "sau")])
        bot.work()

        await eventually(lambda: len(bot.notebook.after) == 3)
        assert bot.marks() == ["trước", "sau"]
        assert [incoming.text for incoming in bot.notebook.seen] == ["trước", "hỏng", "hỏng", "hỏng", "sau"]
        assert bot.buried() == ["RuntimeError: a bug"]
        [shown] = bot.marks("apologised")
        assert [(incoming.text, result) for incoming, result in bot.notebook.after] == [
            ("trước", "trước"), ("hỏng", shown), ("sau", "sau"),
        ]  # fmt: skip
        assert log.getvalue().count("Traceback") == 1
        [line] = [line for line in log.getvalue().splitlines() if "Traceback" in line]
        assert shown in line


async def test_what_a_failed_attempt_wrote_is_gone(database_url: str):
    class HalfDone(Notebook):
        def handle(self, conn: Connection, incoming: Incoming) -> str:
            self.mark(conn, "heard", "nửa chừng", 0)
            return super().handle(conn, incoming)

    async with process(database_url, HalfDone()) as bot:
        await bot.intake.take([said(1, "hỏng")])
        bot.work()

        await eventually(bot.buried)
        assert bot.marks() == []


async def test_an_apology_that_fails_too_does_not_hold_up_the_chat(database_url: str):
    class Speechless(Notebook):
        def apologise(self, conn: Connection, incoming: Incoming, error_id: str) -> str:
            raise RuntimeError("another bug")

    async with process(database_url, Speechless()) as bot:
        await bot.intake.take([said(1, "hỏng"), said(2, "sau")])
        bot.work()

        await eventually(lambda: bot.marks() == ["sau"])
        assert bot.buried() == ["RuntimeError: a bug"]


async def test_a_look_for_updates_that_fails_by_a_bug_ends_nothing(database_url: str):
    async with process(database_url) as bot:
        stumbling = Stumbling(bot.store, "_claim")
        stumbling.fails = 2
        bot.store = stumbling
        bot.worker = bot.new_worker()
        await bot.intake.take([said(1, "tin")])
        bot.work()

        await eventually(lambda: bot.marks() == ["tin"])
        assert (stumbling.fails, bot.ended) == (0, [])


async def test_an_update_at_which_the_process_died_three_times_is_put_aside_unread(database_url: str):
    async with process(database_url) as bot:
        await bot.intake.take([said(1, "giết"), said(2, "sau")])
        for number in range(3):
            bot.store.write(
                lambda conn, owner=f"dead/{number}": inbox.claim_chat(
                    conn, owner=owner, now=machine_now(), lease=timedelta()
                )
            ).result()
        bot.work()

        await eventually(lambda: bot.marks() == ["sau"])
        assert [incoming.text for incoming in bot.notebook.seen] == ["sau"]
        assert bot.buried() == ["the process ended at it three times"]


async def test_a_chat_left_behind_by_a_dead_process_is_taken_over_when_its_lease_is_over(database_url: str):
    async with process(database_url) as bot:
        await bot.intake.take([said(1, "dở dang")])
        bot.store.write(
            lambda conn: inbox.claim_chat(
                conn, owner="dead", now=machine_now(), lease=timedelta(milliseconds=300)
            )
        ).result()
        bot.work()

        await eventually(lambda: bot.marks() == ["dở dang"])


@pytest.mark.parametrize("commits_before", range(5))
async def test_a_commit_that_was_saved_without_an_answer_leaves_no_update_to_its_lease(
    database_url: str, commits_before: int
):
    async with process(database_url) as bot:
        faltering = Faltering(bot.store)
        bot.store = faltering
        bot.worker = bot.new_worker(lease=timedelta(hours=1))
        await bot.intake.take([said(1, "một"), said(2, "hai"), said(3, "ba")])
        faltering.too_late, faltering.fails, faltering.spared = True, 1, commits_before
        bot.work()

        await eventually(lambda: bot.marks() == ["một", "hai", "ba"])
        assert faltering.fails == 0


async def test_a_claim_that_is_lost_again_and_again_is_not_taken_for_a_poisonous_update(database_url: str):
    async with process(database_url) as bot:
        faltering = Faltering(bot.store)
        bot.store = faltering
        bot.worker = bot.new_worker()
        await bot.intake.take([said(1, "một")])
        faltering.too_late, faltering.fails = True, 4
        bot.work()

        await eventually(lambda: bot.marks() == ["một"])
        assert bot.buried() == []


@pytest.mark.parametrize("too_late", [False, True], ids=["nothing saved", "saved all the same"])
async def test_a_store_that_is_away_loses_nothing_and_repeats_nothing(database_url: str, *, too_late: bool):
    async with process(database_url) as bot:
        faltering = Faltering(bot.store)
        bot.store = faltering
        bot.worker = bot.new_worker(lease=timedelta(milliseconds=300))
        await bot.intake.take([said(1, "một"), said(2, "hai")])
        faltering.too_late, faltering.fails = too_late, 3
        bot.work()

        await eventually(lambda: len(bot.marks()) == 2)
        await eventually(lambda: bot.waiting() == 0)
        assert bot.marks() == ["một", "hai"]
        assert bot.buried() == []


async def test_what_takes_longer_than_its_lease_is_neither_begun_beside_itself_nor_put_aside(
    postgresql_url: str,
):
    """As where somebody holds a lock on the order."""
    notebook, let_go = SlowNotebook(), threading.Event()
    notebook.let_go = let_go
    lease = 0.6
    async with process(postgresql_url, notebook) as bot:
        bot.worker = bot.new_worker(lease=timedelta(seconds=lease))
        await bot.intake.take([said(1, "chậm")])
        bot.work()
        await eventually(lambda: notebook.seen)
        await asyncio.sleep(5 * lease)  # what must not happen can only be waited for
        let_go.set()

        await eventually(lambda: bot.waiting() == 0)
        assert len(notebook.seen) == 1
        assert (bot.marks(), bot.buried()) == (["chậm"], [])


async def test_a_lease_that_cannot_be_renewed_once_is_renewed_the_next_time(
    postgresql_url: str, log: StringIO
):
    notebook, let_go = SlowNotebook(), threading.Event()
    notebook.let_go = let_go
    lease = 1.5
    async with process(postgresql_url, notebook) as bot:
        stumbling = Stumbling(bot.store)
        bot.store = stumbling
        bot.worker = bot.new_worker(lease=timedelta(seconds=lease))
        await bot.intake.take([said(1, "chậm")])
        bot.work()
        await eventually(lambda: notebook.seen)
        stumbling.fails = 1
        await eventually(lambda: "could not be kept" in log.getvalue())
        await asyncio.sleep(2 * lease)  # what must not happen can only be waited for
        let_go.set()

        await eventually(lambda: bot.waiting() == 0)
        assert len(notebook.seen) == 1
        assert (bot.marks(), bot.buried()) == (["chậm"], [])


async def test_kinds_that_nobody_listens_to_are_done_without_a_word(database_url: str):
    async with process(database_url) as bot:
        poll = {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
                "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
                "allows_revoting": False, "members_only": False}  # fmt: skip
        await bot.intake.take([{"update_id": 1, "poll": poll}, said(2, "tin")])
        bot.work()

        await eventually(lambda: bot.marks() == ["tin"])
        await eventually(lambda: bot.waiting() == 0)
        assert bot.buried() == []


async def test_a_tap_gets_the_time_of_its_arrival_in_business_time(sqlite_url: str):
    async with process(sqlite_url) as bot:
        bot.worker = bot.new_worker(offset=lambda: timedelta(days=3))
        card = {"message_id": 3, "chat": {"id": 7, "type": "private"}, "date": 0}
        tap = {"id": "1", "from": {"id": 7, "is_bot": False, "first_name": "Mai"}, "chat_instance": "1",
               "data": "u:1", "message": card}  # fmt: skip
        await bot.intake.take([{"update_id": 1, "callback_query": tap}])
        bot.work()

        [heard] = await eventually(lambda: bot.notebook.seen)
        assert timedelta(days=3) - timedelta(minutes=1) < heard.at - machine_now() <= timedelta(days=3)


async def test_closing_finishes_what_is_in_hand_and_takes_up_nothing_new(postgresql_url: str):
    notebook, let_go = SlowNotebook(), threading.Event()
    notebook.let_go = let_go
    async with process(postgresql_url, notebook) as bot:
        await bot.intake.take([said(1, "chậm"), said(2, "sau")])
        bot.work()
        await eventually(lambda: notebook.seen)

        async with asyncio.TaskGroup() as group:
            closing = group.create_task(bot.worker.close())
            await asyncio.sleep(0)
            let_go.set()
        assert closing.done()
        assert bot.marks() == ["chậm"]
        assert notebook.after == [(notebook.seen[0], "chậm")]
        await bot.intake.take([said(3, "quá muộn", 8)])
        bot.worker.wake()

    async with process(postgresql_url) as second:
        second.work()
        await eventually(lambda: len(second.marks()) == 3)
        assert second.marks()[0] == "chậm"
        assert sorted(second.marks()[1:]) == ["quá muộn", "sau"]  # of two chats


async def test_closing_waits_no_longer_than_it_may(postgresql_url: str):
    notebook, let_go = SlowNotebook(), threading.Event()
    notebook.let_go = let_go
    async with process(postgresql_url, notebook) as bot:
        await bot.intake.take([said(1, "chậm")])
        bot.work()
        await eventually(lambda: notebook.seen)
        async with asyncio.timeout(5):
            await bot.worker.close(within=0.1)
        let_go.set()


async def test_two_processes_apply_each_update_once(postgresql_url: str):
    async with process(postgresql_url) as one, process(postgresql_url) as two:
        one.work()
        two.work()
        for number in range(60):
            await one.intake.take([said(number, f"tin {number}", number % 7)])

        await eventually(lambda: len(one.marks()) >= 60 and one.waiting() == 0)
        assert sorted(one.marks()) == sorted(f"tin {number}" for number in range(60))


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({"update_id": 1, "message": {"chat": {"id": -5}, "from": {"id": 7}}}, "-5"),
        ({"update_id": 1, "callback_query": {"from": {"id": 7}, "message": {"chat": {"id": -5}}}}, "-5"),
        ({"update_id": 1, "callback_query": {"from": {"id": 7}, "inline_message_id": "x"}}, "7"),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": -5}, "from": {"id": 7}}}, "-5"),
        ({"update_id": 1, "poll_answer": {"poll_id": "1", "user": {"id": 7}}}, "7"),
        ({"update_id": 1, "poll": {"id": "1"}}, ""),
        ({"update_id": 1, "message": "a word"}, ""),
        ({"update_id": 1, "message": {"chat": "a word", "from": 5}}, ""),
        ({"update_id": 1}, ""),
    ],
)
def test_an_update_belongs_to_its_chat_or_else_to_its_person(raw: dict, key: str):
    assert chat_key(raw) == key


class SlowNotebook(Notebook):
    """Takes its time for "chậm": until it is let go."""

    let_go: threading.Event

    def handle(self, conn: Connection, incoming: Incoming) -> str:
        if incoming.text == "chậm":
            self.seen.append(incoming)
            assert self.let_go.wait(10)
            return self.mark(conn, "heard", incoming.text, incoming.chat.id)
        return super().handle(conn, incoming)
