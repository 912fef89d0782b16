"""The messenger through aiogram."""

import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import datetime
from math import ceil
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError
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
from aiogram.types import BufferedInputFile, InputFile, Message, ReactionTypeEmoji
from aiohttp import FormData
from pydantic import BaseModel, ValidationError

from bot.drivers import standing
from bot.drivers.answers import failure_in
from bot.drivers.connections import Connections
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


class _Answered(BaseModel):
    """A message as it was sent or edited: what it says nobody reads back, so the library need not build it."""

    message_id: int
    ephemeral_message_id: int | None = None


WORDS = (SendMessage, EditMessageText, EditMessageCaption)
SAYING = (*WORDS, SendPhoto, SendDocument)


class _Session(BaseSession):
    """The library's calls over our connections; failures in neutral words where status and cause are still known."""

    def __init__(self, connections: Connections, *, base_url: str, patience: Patience) -> None:
        super().__init__(api=TelegramAPIServer.from_base(base_url), timeout=patience.answer)
        self._connections = connections

    async def close(self) -> None:
        await self._connections.close()

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - the library's
    ) -> TelegramType:
        files: dict[str, InputFile] = {}
        if isinstance(
            method, WORDS
        ):  # made by us from all that is said: neither files nor defaults to be filled in
            told = method.model_dump_json(exclude_unset=True, exclude_none=True)
        else:
            told = self.prepare_value(
                method.model_dump(warnings=False, exclude_none=True), bot=bot, files=files
            )
        status, answer = await self._connections.request(
            "POST",
            self.api.api_url(token=bot.token, method=method.__api_method__),
            body=_form(told, files, bot) if files else told.encode(),
            headers={} if files else {"Content-Type": "application/json"},
            within=timeout or self.timeout,
        )
        content = answer.decode(errors="replace")
        return cast(TelegramType, self.check_response(bot, method, status, content).result)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 - the library's
        chunk_size: int = 65536,  # noqa: ARG002 - the library's
        raise_for_status: bool = True,  # noqa: ARG002, FBT001, FBT002 - the library's
    ) -> AsyncGenerator[bytes, None]:
        """All at once: it is no more than MAX_DOWNLOAD."""
        status, content = await self._connections.request(
            "GET", url, body=None, headers=headers or {}, within=timeout
        )
        if status != 200:
            raise _not_fetched(status)
        yield content

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
        connections = Connections(proxy=proxy, connect=patience.connect)
        self._bot = Bot(token, session=_Session(connections, base_url=base_url, patience=patience))
        self._reader = Reader(own_id=self._bot.id)
        self._transfer = ceil(patience.transfer)

    async def start(self) -> Me:
        user = await self._bot.get_me()
        return Me(
            id=user.id,
            username=user.username or "",
            name=user.full_name,
        )

    async def close(self) -> None:
        await self._bot.session.close()

    def read(self, raw: Mapping[str, Any], *, received_at: datetime) -> Incoming | None:
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
        try:
            content = await self._bot.download_file(file.file_path, timeout=self._transfer)
        except Unclear as error:  # fetching changes nothing: it can always be tried again
            raise Transient(str(error)) from None
        return content.read() if content is not None else b""

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


def _form(told: str, files: Mapping[str, InputFile], bot: Bot) -> FormData:
    """The same call with files beside it; what is not text in it stays JSON."""
    form = FormData(quote_fields=False)
    for name, value in json.loads(told).items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, file in files.items():
        form.add_field(name, file.read(bot), filename=file.filename)
    return form


def _not_fetched(status: int) -> DriverError:
    return Stale("the file is no longer there") if status == 404 else Transient(f"status {status}")
