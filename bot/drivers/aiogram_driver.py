"""The messenger through aiogram."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from math import ceil
from typing import Any, cast

import aiohttp
import aiohttp_socks
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError
from aiogram.methods import (
    DeleteMyCommands,
    EditMessageCaption,
    EditMessageText,
    Response,
    SendDocument,
    SendMessage,
    SendPhoto,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiogram.types import BufferedInputFile, Message, ReactionTypeEmoji, Update
from pydantic import BaseModel, ValidationError

from bot.drivers import standing
from bot.drivers.answers import failure_in
from bot.drivers.parameters import for_editing, for_sending, scope_of
from bot.drivers.port import (
    MAX_DOWNLOAD,
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

PROXY_FAILED = (
    aiohttp_socks.ProxyConnectionError,
    aiohttp_socks.ProxyError,
    aiohttp_socks.ProxyTimeoutError,
)
NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class _Answered(BaseModel):
    """A message as it was sent or edited: what it says nobody reads back, so the library need not build it."""

    message_id: int
    ephemeral_message_id: int | None = None


SAYING = (SendMessage, SendPhoto, SendDocument, EditMessageText, EditMessageCaption)


class _Session(AiohttpSession):
    """Tells failures in neutral words where status and cause are still known."""

    def __init__(self, *, base_url: str, proxy: str, patience: Patience) -> None:
        super().__init__(
            proxy=proxy or None, api=TelegramAPIServer.from_base(base_url), timeout=patience.answer
        )
        self._connect = patience.connect

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - the library's
    ) -> TelegramType:
        limits = aiohttp.ClientTimeout(total=timeout or self.timeout, sock_connect=self._connect)
        try:
            return await super().make_request(
                bot,
                method,
                timeout=limits,  # type: ignore[arg-type]  # handed on to aiohttp, which takes both
            )
        except TelegramNetworkError as error:
            raise _broken(error.__cause__) from error
        except PROXY_FAILED as error:
            raise Transient(type(error).__name__) from error

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        if error := failure_in(status_code, content, chat=getattr(method, "chat_id", None)):
            raise error
        try:
            if isinstance(method, SAYING):
                return cast(Response[TelegramType], Response[_Answered].model_validate_json(content))
            return super().check_response(bot, method, status_code, content)
        except (ClientDecodeError, ValidationError) as error:
            raise Unclear("an answer of a shape the library does not know") from error


class AiogramDriver:
    """Keeps no state but its connections; every call is one request (a download and rights are two)."""

    name = "aiogram"

    def __init__(self, token: str, *, base_url: str, proxy: str, patience: Patience) -> None:
        self._bot = Bot(token, session=_Session(base_url=base_url, proxy=proxy, patience=patience))
        self._reader = Reader(own_id=self._bot.id)
        self._transfer = ceil(patience.transfer)

    async def start(self) -> Me:
        user = await self._bot.get_me()
        return Me(
            id=user.id,
            username=user.username or "",
            name=user.full_name,
            reads_all_group_messages=bool(user.can_read_all_group_messages),
        )

    async def close(self) -> None:
        await self._bot.session.close()

    def read(self, raw: Mapping[str, Any], *, received_at: datetime) -> Incoming | None:
        Update.model_validate(raw)  # its ValidationError is a ValueError
        return self._reader.read(raw, received_at=received_at)

    async def send(self, message: Outgoing) -> Sent:
        sent = await self._bot(_sending(message), request_timeout=self._transfer if message.file else None)
        return Sent(message=sent.message_id, ephemeral=sent.ephemeral_message_id)

    async def edit(self, message_id: int, message: Outgoing, *, caption: bool = False) -> None:
        parameters = for_editing(message, caption=caption) | {
            "chat_id": message.chat,
            "message_id": message_id,
            "caption" if caption else "text": message.html,
        }
        await self._bot((EditMessageCaption if caption else EditMessageText).model_validate(parameters))

    async def copy(
        self, *, chat: int, thread: int | None, from_chat: int, message: int, silent: bool
    ) -> Sent:
        copied = await self._bot.copy_message(
            chat, from_chat, message, message_thread_id=thread, disable_notification=silent or None
        )
        return Sent(message=copied.message_id)

    async def answer_tap(self, query: str, text: str = "", *, alert: bool = False) -> None:
        await self._bot.answer_callback_query(query, text or None, show_alert=alert or None)

    async def react(self, chat: int, message: int, emoji: str) -> None:
        await self._bot.set_message_reaction(chat, message, [ReactionTypeEmoji(emoji=emoji)] if emoji else [])

    async def pin(self, chat: int, message: int) -> None:
        await self._bot.pin_chat_message(chat, message, disable_notification=True)

    async def rights(self, chat: int) -> Rights:
        member = await self._bot.get_chat_member(chat, self._bot.id)
        full = await self._bot.get_chat(chat)
        return standing.rights(member.model_dump(), full.permissions.model_dump() if full.permissions else {})

    async def download(self, file_id: str) -> bytes:
        file = await self._bot.get_file(file_id)
        if (file.file_size or 0) > MAX_DOWNLOAD or not file.file_path:
            raise Refused(f"a file of {file.file_size} bytes cannot be fetched")
        content = BytesIO()
        try:
            await self._bot.download_file(file.file_path, content, timeout=self._transfer)
        except aiohttp.ClientResponseError as error:
            # Not chained: its text is the address, and the token is in it.
            raise _not_fetched(error.status) from None
        except (aiohttp.ClientError, *PROXY_FAILED, TimeoutError) as error:
            raise Transient(type(error).__name__) from None
        return content.getvalue()

    async def set_menu(self, menus: Sequence[Menu]) -> None:
        for menu in menus:
            where = {"scope": scope_of(menu), "language_code": menu.language or None}
            if menu.commands:
                commands = [{"command": command, "description": said} for command, said in menu.commands]
                await self._bot(SetMyCommands.model_validate(where | {"commands": commands}))
            else:
                await self._bot(DeleteMyCommands.model_validate(where))


def _sending(message: Outgoing) -> TelegramMethod[Message]:
    parameters = for_sending(message) | {"chat_id": message.chat}
    if message.file is None:
        return SendMessage.model_validate(parameters | {"text": message.html})
    content = BufferedInputFile(message.file.content, message.file.name)
    parameters["caption"] = message.html
    if message.file.kind == "photo":
        return SendPhoto.model_validate(parameters | {"photo": content})
    return SendDocument.model_validate(parameters | {"document": content})


def _broken(cause: BaseException | None) -> DriverError:
    name = type(cause).__name__
    return Transient(name) if isinstance(cause, NEVER_LEFT) else Unclear(name)


def _not_fetched(status: int) -> DriverError:
    return Stale("the file is no longer there") if status == 404 else Transient(f"status {status}")
