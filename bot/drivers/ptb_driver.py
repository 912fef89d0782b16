"""The messenger through python-telegram-bot."""

import json
from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from aiohttp import FormData
from telegram import Bot, BotCommandScope, Message
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

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

OF_A_SENT_MESSAGE = {
    "message_id",
    "ephemeral_message_id",
    "chat",
    "date",
}  # the library insists on the last two

T = TypeVar("T")


class _Told(TelegramError):
    """A failure in neutral words; as one of the library's own it passes through its layers unchanged."""

    def __init__(self, neutral: DriverError) -> None:
        super().__init__(str(neutral))
        self.neutral = neutral


class _Request(BaseRequest):
    """The library's calls over our connections; failures in neutral words where status and cause are still known."""

    def __init__(self, connections: Connections, *, patience: Patience) -> None:
        self._connections = connections
        self._patience = patience

    @property
    def read_timeout(self) -> float:
        return self._patience.answer

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Leave out what a sent message says: nobody reads it back, and the library would build all of it."""
        answer = BaseRequest.parse_json_payload(payload)
        sent = answer.get("result")
        if isinstance(sent, dict) and "message_id" in sent:
            answer["result"] = {name: sent[name] for name in sent.keys() & OF_A_SENT_MESSAGE}
        return answer

    async def initialize(self) -> None:
        """Connections are opened when they are needed."""

    async def shutdown(self) -> None:
        await self._connections.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        *_args: Any,
        **_timeouts: Any,
    ) -> tuple[int, bytes]:
        within = self._patience.answer if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        body, headers = _form(request_data)
        try:
            status, answer = await self._connections.request(
                method, url, body=body, headers={"User-Agent": self.USER_AGENT, **headers}, within=within
            )
        except DriverError as error:
            raise _Told(error) from error
        if method == "GET":  # a file, not a call
            failure = None if status == 200 else _not_fetched(status)
        else:
            chat = request_data.parameters.get("chat_id") if request_data else None
            failure = failure_in(status, answer, chat=chat)
        if failure:
            raise _Told(failure)
        return status, answer


def _form(request_data: RequestData | None) -> tuple[FormData | bytes | None, dict[str, str]]:
    if request_data is None:
        return None, {}
    if not request_data.contains_files:
        return json.dumps(request_data.parameters).encode(), {"Content-Type": "application/json"}
    form = FormData(request_data.json_parameters)
    for name, (file, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=file, content_type=kind)
    return form, {}


class PtbDriver:
    """Keeps no state but its connections; every call is one request (a download and rights are two)."""

    name = "ptb"

    def __init__(self, token: str, *, base_url: str, proxy: str, patience: Patience) -> None:
        self._request = _Request(Connections(proxy=proxy, connect=patience.connect), patience=patience)
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
        )

    async def close(self) -> None:
        await self._request.shutdown()  # the bot's own shutdown does nothing before its initialize

    def read(self, raw: Mapping[str, Any], *, received_at: datetime) -> Incoming | None:
        return self._reader.read(raw, received_at=received_at)

    async def send(self, message: Outgoing) -> Sent:
        sent = await _neutral(self._sending(message))
        return Sent(message=sent.message_id, ephemeral=sent.api_kwargs.get("ephemeral_message_id"))

    def _sending(self, message: Outgoing) -> Awaitable[Message]:
        rest = for_sending(message)
        file = message.file
        if file is None:
            return self._bot.send_message(message.chat, message.html, api_kwargs=rest)
        named: dict[str, Any] = {"caption": message.html, "filename": file.name}
        wait = self._transfer
        if file.kind == "photo":
            return self._bot.send_photo(
                message.chat, file.content, **named, read_timeout=wait, api_kwargs=rest
            )
        return self._bot.send_document(
            message.chat, file.content, **named, read_timeout=wait, api_kwargs=rest
        )

    async def edit(self, message_id: int, message: Outgoing, *, caption: bool = False) -> None:
        rest = for_editing(message, caption=caption)
        bot, chat = self._bot, message.chat
        if caption:
            request = bot.edit_message_caption(chat, message_id, caption=message.html, api_kwargs=rest)
        else:
            request = bot.edit_message_text(message.html, chat, message_id, api_kwargs=rest)
        await _neutral(request)

    async def copy(
        self, *, chat: int, thread: int | None, from_chat: int, message: int, silent: bool
    ) -> Sent:
        copied = await _neutral(
            self._bot.copy_message(
                chat, from_chat, message, message_thread_id=thread, disable_notification=silent or None
            )
        )
        return Sent(message=copied.message_id)

    async def answer_tap(self, query: str, text: str = "", *, alert: bool = False) -> None:
        await _neutral(self._bot.answer_callback_query(query, text or None, show_alert=alert or None))

    async def react(self, chat: int, message: int, emoji: str) -> None:
        await _neutral(self._bot.set_message_reaction(chat, message, emoji or []))

    async def pin(self, chat: int, message: int) -> None:
        await _neutral(self._bot.pin_chat_message(chat, message, disable_notification=True))

    async def rights(self, chat: int) -> Rights:
        member = await _neutral(self._bot.get_chat_member(chat, self._reader.own_id))
        full = await _neutral(self._bot.get_chat(chat))
        return standing.rights(member.to_dict(), full.permissions.to_dict() if full.permissions else {})

    async def download(self, file_id: str) -> bytes:
        file = await _neutral(self._bot.get_file(file_id))
        if (file.file_size or 0) > MAX_DOWNLOAD or not file.file_path:
            raise Refused(f"a file of {file.file_size} bytes cannot be fetched")
        try:
            return bytes(await _neutral(file.download_as_bytearray(read_timeout=self._transfer)))
        except Unclear as error:  # fetching changes nothing: it can always be tried again
            raise Transient(str(error)) from None

    async def set_menu(self, menus: Sequence[Menu]) -> None:
        for menu in menus:
            scope = BotCommandScope.de_json(scope_of(menu), self._bot)
            language = menu.language or None
            if menu.commands:
                await _neutral(self._bot.set_my_commands(menu.commands, scope, language))
            else:
                await _neutral(self._bot.delete_my_commands(scope, language))


async def _neutral(request: Awaitable[T]) -> T:
    try:
        return await request
    except _Told as error:
        raise error.neutral from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unclear("an answer of a shape the library does not know") from error


def _not_fetched(status: int) -> DriverError:
    return Stale("the file is no longer there") if status == 404 else Transient(f"status {status}")
