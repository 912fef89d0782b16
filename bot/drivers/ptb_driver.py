"""The messenger through python-telegram-bot."""

import re
from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import httpx
from telegram import Bot, BotCommandScope, Message, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.drivers import standing
from bot.drivers.answers import no_such_member, refusal, unreadable
from bot.drivers.parameters import for_editing, for_sending, scope_of
from bot.drivers.port import (
    MAX_DOWNLOAD,
    BadToken,
    ChatMoved,
    DriverBusy,
    DriverError,
    Me,
    Menu,
    Outgoing,
    Patience,
    Refused,
    Rights,
    Sent,
    Stale,
    Transient,
    Unclear,
)
from bot.drivers.reading import Reader
from handlers.incoming import Incoming

T = TypeVar("T")

STATUSES = {BadRequest: 400, InvalidToken: 401, Forbidden: 403, Conflict: 409}
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class PtbDriver:
    """Keeps no state but its connections; every call is one request (a download and rights are two)."""

    name = "ptb"

    def __init__(self, token: str, *, base_url: str, proxy: str, patience: Patience) -> None:
        self._request = HTTPXRequest(
            connection_pool_size=100,
            proxy=proxy or None,
            connect_timeout=patience.connect,
            read_timeout=patience.answer,
            write_timeout=patience.answer,
            pool_timeout=patience.answer,
            media_write_timeout=patience.transfer,
            httpx_kwargs={"trust_env": False},  # else HTTP_PROXY would also catch calls to an own server
        )
        self._bot = Bot(
            token,
            base_url=f"{base_url}/bot",
            base_file_url=f"{base_url}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._reader = Reader(own_id=int(token.partition(":")[0]))
        self._transfer = patience.transfer

    async def start(self) -> Me:
        user = await _neutral(self._bot.get_me())
        return Me(
            id=user.id,
            username=user.username or "",
            name=user.full_name,
            reads_all_group_messages=bool(user.can_read_all_group_messages),
        )

    async def close(self) -> None:
        await self._request.shutdown()  # the bot's own shutdown does nothing before its initialize

    def read(self, raw: Mapping[str, Any], *, received_at: datetime) -> Incoming | None:
        try:
            Update.de_json(dict(raw), None)
        except Exception as error:  # whatever the library stumbles over, it is this update's fault
            raise ValueError(f"{type(error).__name__}: {error}") from error
        return self._reader.read(raw, received_at=received_at)

    async def send(self, message: Outgoing) -> Sent:
        sent = await _neutral(self._sending(message), chat=message.chat)
        return Sent(message=sent.message_id, ephemeral=sent.api_kwargs.get("ephemeral_message_id"))

    def _sending(self, message: Outgoing) -> Awaitable[Message]:
        rest = for_sending(message)
        file = message.file
        if file is None:
            return self._bot.send_message(message.chat, message.html, api_kwargs=rest)
        rest["caption"] = message.html
        if file.kind == "photo":
            return self._bot.send_photo(
                message.chat, file.content, filename=file.name, read_timeout=self._transfer, api_kwargs=rest
            )
        return self._bot.send_document(
            message.chat, file.content, filename=file.name, read_timeout=self._transfer, api_kwargs=rest
        )

    async def edit(self, message_id: int, message: Outgoing, *, caption: bool = False) -> None:
        rest = for_editing(message, caption=caption)
        bot, chat = self._bot, message.chat
        if caption:
            request = bot.edit_message_caption(chat, message_id, caption=message.html, api_kwargs=rest)
        else:
            request = bot.edit_message_text(message.html, chat, message_id, api_kwargs=rest)
        await _neutral(request, chat=chat)

    async def copy(
        self, *, chat: int, thread: int | None, from_chat: int, message: int, silent: bool
    ) -> Sent:
        copied = await _neutral(
            self._bot.copy_message(
                chat, from_chat, message, message_thread_id=thread, disable_notification=silent or None
            ),
            chat=chat,
        )
        return Sent(message=copied.message_id)

    async def answer_tap(self, query: str, text: str = "", *, alert: bool = False) -> None:
        await _neutral(self._bot.answer_callback_query(query, text or None, show_alert=alert or None))

    async def react(self, chat: int, message: int, emoji: str) -> None:
        await _neutral(self._bot.set_message_reaction(chat, message, emoji or []), chat=chat)

    async def pin(self, chat: int, message: int) -> None:
        await _neutral(self._bot.pin_chat_message(chat, message, disable_notification=True), chat=chat)

    async def delete(self, chat: int, message: int) -> None:
        await _neutral(self._bot.delete_message(chat, message), chat=chat)

    async def rights(self, chat: int) -> Rights:
        member = await _neutral(self._bot.get_chat_member(chat, self._reader.own_id), chat=chat)
        full = await _neutral(self._bot.get_chat(chat), chat=chat)
        return standing.rights(member.to_dict(), full.permissions.to_dict() if full.permissions else {})

    async def is_member(self, chat: int, user: int) -> bool:
        try:
            member = await _neutral(self._bot.get_chat_member(chat, user), chat=chat)
        except Refused as error:
            if no_such_member(error):
                return False
            raise
        return standing.is_inside(member.to_dict())

    async def download(self, file_id: str) -> bytes:
        file = await _neutral(self._bot.get_file(file_id))
        if (file.file_size or 0) > MAX_DOWNLOAD or not file.file_path:
            raise Refused(f"a file of {file.file_size} bytes cannot be fetched")
        try:
            return bytes(await _neutral(file.download_as_bytearray(read_timeout=self._transfer)))
        except BadToken:  # to the library every 404 is a wrong token
            raise Stale("the file is no longer there") from None

    async def set_menu(self, menus: Sequence[Menu]) -> None:
        for menu in menus:
            scope = BotCommandScope.de_json(scope_of(menu), self._bot)
            language = menu.language or None
            if menu.commands:
                await _neutral(self._bot.set_my_commands(menu.commands, scope, language))
            else:
                await _neutral(self._bot.delete_my_commands(scope, language))


async def _neutral(request: Awaitable[T], *, chat: int = 0) -> T:
    try:
        return await request
    except TelegramError as error:
        raise _translated(error, chat) from error
    except (
        KeyError,
        TypeError,
        ValueError,
    ) as error:  # what the library makes of an answer it did not expect
        raise Unclear(f"not an answer of the Bot API: {type(error).__name__}") from error


def _translated(error: TelegramError, chat: int) -> DriverError:
    if isinstance(error, RetryAfter):
        # The public property warns of its own future type.
        return DriverBusy(error._retry_after.total_seconds())  # noqa: SLF001
    if isinstance(error, ChatMigrated):
        return ChatMoved(error.new_chat_id)
    if isinstance(error.__cause__, TelegramError):  # the answer was no JSON
        return unreadable(_status_in(error.message))
    if status := STATUSES.get(type(error)):
        return refusal(status, error.message, chat=chat)
    if isinstance(error.__cause__, NEVER_LEFT):
        return Transient(type(error.__cause__).__name__)
    if isinstance(error.__cause__, Exception):
        return Unclear(type(error.__cause__).__name__)
    return _unclassed(error.message)


def _status_in(message: str) -> int:
    """The library keeps the status of an unreadable answer only in words: "Bad Gateway (502). Parsing …"."""
    found = re.search(r"\((\d{3})\)", message)
    return int(found[1]) if found else 200


def _unclassed(message: str) -> DriverError:
    """Statuses without a class of their own; all that is left of them is the description."""
    lower = message.lower()
    for part, status in (("too many requests", 429), ("entity too large", 413), ("gateway time", 504)):
        if part in lower:
            return refusal(status, message)
    return refusal(500, message)
