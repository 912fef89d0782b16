"""What every driver makes of refusals, broken answers and broken connections: the same neutral error."""

import json
import logging
import socket
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.drivers.port import (
    BadToken,
    CannotWrite,
    ChatGone,
    ChatMoved,
    Conflict,
    Driver,
    DriverBusy,
    DriverError,
    File,
    NoRight,
    Outgoing,
    Patience,
    Refused,
    Stale,
    TopicGone,
    Transient,
    Unclear,
)
from sandbox.server import TOKEN
from tests.support.messenger import canned, connected, telegram

GROUP, PERSON = -1001000000001, 700000001
BRIEF = Patience(connect=0.3, answer=0.3, transfer=0.3)

# What the messenger says, the status it says it with, and what that is to us.
REFUSALS: list[tuple[int, str, type[DriverError]]] = [
    (400, "Bad Request: chat not found", ChatGone),
    (400, "Bad Request: private chat not found", CannotWrite),
    (400, "Bad Request: group chat was deactivated", ChatGone),
    (403, "Forbidden: bot was kicked from the group chat", ChatGone),
    (403, "Forbidden: bot was kicked from the supergroup chat", ChatGone),
    (403, "Forbidden: bot was kicked from the channel chat", ChatGone),
    (403, "Forbidden: bot is not a member of the group chat", ChatGone),
    (403, "Forbidden: bot is not a member of the supergroup chat", ChatGone),
    (403, "Forbidden: the group chat was deleted", ChatGone),
    (403, "Forbidden: bot was blocked by the user", CannotWrite),
    (403, "Forbidden: bot can't initiate conversation with a user", CannotWrite),
    (403, "Forbidden: user is deactivated", CannotWrite),
    (403, "Forbidden: something new", NoRight),
    (400, "Bad Request: message is not modified: specified new message content and reply markup are the same", Stale),
    (400, "Bad Request: message to edit not found", Stale),
    (400, "Bad Request: message can't be edited", Stale),
    (400, "Bad Request: message to be replied not found", Stale),
    (400, "Bad Request: message to delete not found", Stale),
    (400, "Bad Request: message to copy not found", Stale),
    (400, "Bad Request: MESSAGE_ID_INVALID", Stale),
    (400, "Bad Request: query is too old and response timeout expired or query ID is invalid", Stale),
    (400, "Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 5", Refused),
    (400, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 3', Refused),
    (400, "Bad Request: message thread not found", TopicGone),
    (400, "Bad Request: TOPIC_CLOSED", TopicGone),
    (400, "Bad Request: TOPIC_DELETED", TopicGone),
    (400, "Bad Request: not enough rights to send photos to the chat", NoRight),
    (400, "Bad Request: not enough rights to send text messages to the chat", NoRight),
    (400, "Bad Request: not enough rights to manage pinned messages in the chat", NoRight),
    (400, "Bad Request: have no write access to the chat", NoRight),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", NoRight),
    (400, "Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN", NoRight),
    (400, "Bad Request: message is too long", Refused),
    (400, "Bad Request: MESSAGE_TOO_LONG", Refused),
    (400, "Bad Request: BUTTON_DATA_INVALID", Refused),
    (400, "Bad Request: REACTION_INVALID", Refused),
    (400, "Bad Request: PHOTO_INVALID_DIMENSIONS", Refused),
    (401, "Unauthorized", BadToken),
    (404, "Not Found", BadToken),
    (404, "Not Found: method not found", BadToken),
    (409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", Conflict),
    (413, "Request Entity Too Large", Refused),
    (500, "Internal Server Error: restart", Transient),
    (500, "Internal Server Error: sent message was immediately deleted", Stale),
    (502, "Bad Gateway", Transient),
    (503, "Service Unavailable", Transient),
    (504, "Gateway Timeout", Unclear),
]  # fmt: skip

# Answers that are not the Bot API's: a gateway's page, a proxy's, nonsense.
PAGES: list[tuple[int, bytes, type[DriverError]]] = [
    (502, b"<html><head><title>502 Bad Gateway</title></head></html>", Transient),
    (503, b"", Transient),
    (504, b"<html><head><title>504 Gateway Time-out</title></head></html>", Unclear),
    (413, b"<html><head><title>413 Request Entity Too Large</title></head></html>", Refused),
    (403, b"<html>blocked here</html>", Transient),
    (400, b"<html><head><title>400 Bad Request</title></head></html>", Transient),
    (407, b"<html>the proxy asks who you are</html>", Transient),
    (200, b"<html>pay for the hotel's network first</html>", Unclear),
    (200, b"", Unclear),
    (200, b'{"ok":false,"error_code":400,"description":"Bad Request: odd"}', Unclear),
    (200, b'{"ok":true,"result":"a surprise"}', Unclear),
    (200, b'{"ok":true,"result":{"message_id":"x"}}', Unclear),
]


@pytest.mark.parametrize(("status", "said", "kind"), REFUSALS)
async def test_a_refusal_is(name: str, status: int, said: str, kind: type[DriverError]):
    async with canned() as server, connected(name, server.url) as driver:
        server.status, server.body = status, refused(status, said)

        assert type(await failure(driver)) is kind


@pytest.mark.parametrize(("status", "body", "kind"), PAGES)
async def test_a_page_is(name: str, status: int, body: bytes, kind: type[DriverError]):
    async with canned() as server, connected(name, server.url) as driver:
        server.status, server.body, server.content_type = status, body, "text/html"

        error = await failure(driver)

    assert type(error) is kind
    assert len(str(error)) < 400


async def test_a_chat_not_found_is_a_person_who_never_pressed_start(name: str):
    async with canned() as server, connected(name, server.url) as driver:
        server.status, server.body = 400, refused(400, "Bad Request: chat not found")

        assert type(await failure(driver, chat=PERSON)) is CannotWrite
        assert type(await failure(driver, chat=GROUP)) is ChatGone


async def test_only_what_is_unchanged_says_so(name: str):
    async with canned() as server, connected(name, server.url) as driver:
        server.status, server.body = 400, refused(400, "Bad Request: message is not modified")
        unchanged = await failure(driver)
        server.body = refused(400, "Bad Request: message to edit not found")
        gone = await failure(driver)

    assert isinstance(unchanged, Stale)
    assert isinstance(gone, Stale)
    assert (unchanged.unchanged, gone.unchanged) == (True, False)


@pytest.mark.parametrize(
    ("said", "parameters", "seconds"),
    [
        ("Too Many Requests: retry after 7", {"retry_after": 7}, 7),
        ("Too Many Requests: retry after 9", {}, 9),
        ("Too Many Requests", {}, 5),
    ],
)
async def test_a_wait_is_told_in_seconds(name: str, said: str, parameters: dict, seconds: float):
    async with canned() as server, connected(name, server.url) as driver:
        server.status, server.body = 429, refused(429, said, **parameters)

        error = await failure(driver)

    assert isinstance(error, DriverBusy)
    assert error.retry_after == seconds


async def test_a_chat_that_moved_tells_where(name: str):
    async with canned() as server, connected(name, server.url) as driver:
        said = "Bad Request: group chat was upgraded to a supergroup chat"
        server.status, server.body = 400, refused(400, said, migrate_to_chat_id=-1001000000055)

        error = await failure(driver)

    assert isinstance(error, ChatMoved)
    assert error.new_id == -1001000000055


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("429", DriverBusy),
        ("500", Transient),
        ("502", Transient),
        ("drop_before", Unclear),
        ("drop_after", Unclear),
        ("hang", Unclear),
    ],
)
async def test_trouble_on_the_way_is(name: str, fault: str, kind: type[DriverError]):
    async with telegram() as server, connected(name, server.url, patience=BRIEF) as driver:
        group = server.world.group("Xưởng", [server.world.user("Mai")])
        server.faults.plan(fault, seconds=3)

        assert type(await failure(driver, chat=group.id)) is kind
        said = [message.text for message in server.world.from_bot(group)]
        assert said == (["2411"] if fault == "drop_after" else [])

        await driver.send(Outgoing(chat=group.id, html="lần sau"))
        assert "lần sau" in [message.text for message in server.world.from_bot(group)]


async def test_no_server_means_that_nothing_was_sent(name: str):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        async with connected(name, url) as driver:
            assert type(await failure(driver)) is Transient


async def test_a_server_that_takes_no_connection_means_that_nothing_was_sent(name: str):
    with full_backlog() as url:
        patience = Patience(connect=0.2, answer=5, transfer=5)
        async with connected(name, url, patience=patience) as driver:
            assert type(await failure(driver)) is Transient


async def test_a_large_upload_may_take_longer_than_an_answer(name: str):
    patience = Patience(connect=2, answer=0.3, transfer=5)
    async with telegram() as server, connected(name, server.url, patience=patience) as driver:
        group = server.world.group("Xưởng", [server.world.user("Mai")])
        server.faults.plan("hang", method="sendDocument", seconds=0.8)

        file = File(name="bảng.xlsx", content=b"sheet", kind="document")
        sent = await driver.send(Outgoing(chat=group.id, html="", file=file))

        assert group.messages[sent.message].data == b"sheet"


async def test_a_file_that_is_gone_is_no_wrong_token(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        mai = server.world.user("Mai")
        await mai.start()
        drawing = await mai.document(mai.private, data=b"a drawing")
        server.state.files.at = lambda path: None

        with pytest.raises(Stale):
            await driver.download(drawing.media.files[-1].id)


async def test_life_in_groups_gives_the_same_errors(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        world = server.world
        mai, li = world.user("Mai"), world.user("Li")
        await mai.start()
        world.members.block(mai)
        forum = world.group("Xưởng", [mai], forum=True)
        gone, closed = (world.topics.create(forum, title) for title in ("Giao", "In"))
        world.topics.delete(gone)
        world.topics.close(closed, by=mai)
        quiet, left, old = (world.group(title, [mai]) for title in ("Im", "Cũ", "Nhỏ"))
        world.members.permit(quiet, [])
        world.members.kick(left, world.bot)
        basic = world.group("Nhỏ", [mai], kind="group")
        new = world.groups.upgrade(basic)

        kinds = [
            type(await failure(driver, chat=chat, thread=thread))
            for chat, thread in [
                (mai.id, None), (li.id, None), (forum.id, gone.id), (forum.id, closed.id),
                (quiet.id, None), (left.id, None), (basic.id, None), (-987654, None),
            ]
        ]  # fmt: skip
        assert kinds == [
            CannotWrite,
            CannotWrite,
            TopicGone,
            TopicGone,
            NoRight,
            ChatGone,
            ChatMoved,
            ChatGone,
        ]
        moved = await failure(driver, chat=basic.id)
        assert isinstance(moved, ChatMoved)
        assert moved.new_id == new.id
        with pytest.raises(Stale):
            await driver.edit(999, Outgoing(chat=old.id, html="x"))
        with pytest.raises(Stale):
            await driver.answer_tap("123456")


async def test_no_error_and_no_log_line_shows_the_token(name: str, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # as the product's log settings do
    async with canned() as server, connected(name, server.url) as driver:
        for status, body, _ in PAGES:
            server.status, server.body, server.content_type = status, body, "text/html"
            assert TOKEN not in str(await failure(driver))
        server.status, server.body = (
            200,
            b'{"ok":true,"result":{"file_id":"x","file_unique_id":"y","file_path":"z"}}',
        )
        for server.file_status in (404, 500):
            with pytest.raises(DriverError) as caught:
                await driver.download("x")
            assert TOKEN not in "".join(traceback.format_exception(caught.value))

    assert TOKEN not in caplog.text


async def failure(driver: Driver, chat: int = GROUP, thread: int | None = None) -> DriverError:
    with pytest.raises(DriverError) as caught:
        await driver.send(Outgoing(chat=chat, thread=thread, html="2411"))
    return caught.value


def refused(status: int, said: str, **parameters: int) -> bytes:
    body = {"ok": False, "error_code": status, "description": said}
    return json.dumps(body | ({"parameters": parameters} if parameters else {})).encode()


@contextmanager
def full_backlog() -> Iterator[str]:
    """Listen, but let nobody in: the queue of connections is full and never served."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        address = server.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.settimeout(0)
            each.connect_ex(address)
        try:
            yield f"http://127.0.0.1:{address[1]}"
        finally:
            for each in waiting:
                each.close()
