"""Both client libraries speak to the sandbox, and every request of theirs is one of Bot API 10.3."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiogram
import pytest
import telegram as ptb
import telegram.error as ptb_errors
from aiogram import exceptions as aiogram_errors
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile, CopyTextButton, EphemeralMessageParameters, ReplyParameters
from aiogram.types import InlineKeyboardButton as Button
from aiogram.types import InlineKeyboardMarkup as Keyboard
from telegram.request import HTTPXRequest

from sandbox.server import TelegramServer
from tests.sandbox.bot_client import picture, telegram


@asynccontextmanager
async def aiogram_bot(server: TelegramServer) -> AsyncIterator[aiogram.Bot]:
    bot = aiogram.Bot(server.token, session=AiohttpSession(api=TelegramAPIServer.from_base(server.url)))
    async with bot:
        yield bot


@asynccontextmanager
async def ptb_bot(server: TelegramServer) -> AsyncIterator[ptb.Bot]:
    request = HTTPXRequest(httpx_kwargs={"trust_env": False})
    updates = HTTPXRequest(httpx_kwargs={"trust_env": False})
    bot = ptb.Bot(
        server.token,
        base_url=f"{server.url}/bot",
        base_file_url=f"{server.url}/file/bot",
        request=request,
        get_updates_request=updates,
    )
    async with bot:
        yield bot


async def test_aiogram_sends_edits_and_downloads_within_the_schema():
    async with telegram() as (server, _), aiogram_bot(server) as bot:
        mai = server.world.user("Mai")
        await mai.start()
        assert (await bot.me()).username == "dieuphoi_bot"
        keyboard = Keyboard(
            inline_keyboard=[
                [Button(text="Đã nhận", callback_data="r:1", style="success")],
                [Button(text="Chép", copy_text=CopyTextButton(text="KT-2411"))],
            ]
        )
        sent = await bot.send_message(
            mai.id, "<b>x</b>", parse_mode="HTML", reply_markup=keyboard, disable_notification=True,
            reply_parameters=ReplyParameters(message_id=99, allow_sending_without_reply=True),
        )  # fmt: skip
        await bot.edit_message_text("y", chat_id=mai.id, message_id=sent.message_id, reply_markup=keyboard)
        await bot.edit_message_reply_markup(chat_id=mai.id, message_id=sent.message_id, reply_markup=None)
        photo = await bot.send_photo(mai.id, BufferedInputFile(picture(), "qr.png"), caption="QR")
        await bot.send_document(mai.id, BufferedInputFile(b"%PDF", "bản vẽ.pdf"))
        buffer = io.BytesIO()
        await bot.download(photo.photo[-1].file_id, buffer)
        assert buffer.getvalue() == picture()
        await bot.set_my_commands([aiogram.types.BotCommand(command="my", description="Việc của tôi")])
        await bot.send_chat_action(mai.id, "typing")
        assert [m.text for m in server.world.from_bot(mai.private)] == ["y", "QR", ""]
        assert server.violations == []


async def test_ptb_sends_edits_and_downloads_within_the_schema():
    async with telegram() as (server, _), ptb_bot(server) as bot:
        mai = server.world.user("Mai")
        await mai.start()
        assert bot.username == "dieuphoi_bot"
        keyboard = ptb.InlineKeyboardMarkup(
            [
                [ptb.InlineKeyboardButton("Đã nhận", callback_data="r:1")],
                [ptb.InlineKeyboardButton("Chép", copy_text=ptb.CopyTextButton("KT-2411"))],
            ]
        )
        sent = await bot.send_message(
            mai.id, "<b>x</b>", parse_mode="HTML", reply_markup=keyboard, disable_notification=True,
            reply_parameters=ptb.ReplyParameters(99, allow_sending_without_reply=True),
        )  # fmt: skip
        await bot.edit_message_text("y", chat_id=mai.id, message_id=sent.message_id, reply_markup=keyboard)
        empty = ptb.InlineKeyboardMarkup([])
        await bot.edit_message_reply_markup(chat_id=mai.id, message_id=sent.message_id, reply_markup=empty)
        photo = await bot.send_photo(mai.id, picture(), caption="QR")
        await bot.send_document(mai.id, b"%PDF", filename="bản vẽ.pdf")
        file = await bot.get_file(photo.photo[-1].file_id)
        assert bytes(await file.download_as_bytearray()) == picture()
        await bot.set_my_commands([("my", "Việc của tôi")])
        await bot.send_chat_action(mai.id, "typing")
        assert [m.text for m in server.world.from_bot(mai.private)] == ["y", "QR", ""]
        assert server.violations == []


async def test_both_send_albums_locations_pins_reactions_and_ephemeral_words():
    async with telegram() as (server, _), aiogram_bot(server) as one, ptb_bot(server) as two:
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], bot="administrator")
        said = await mai.say(group, "xong")
        files = [BufferedInputFile(picture(), f"{n}.png") for n in range(2)]
        await one.send_media_group(group.id, [aiogram.types.InputMediaPhoto(media=file) for file in files])
        await two.send_media_group(group.id, [ptb.InputMediaPhoto(picture()), ptb.InputMediaPhoto(picture())])
        await one.send_location(group.id, 21.0, 105.5)
        await two.send_location(group.id, 21.0, 105.5)
        await one.set_message_reaction(group.id, said.id, [aiogram.types.ReactionTypeEmoji(emoji="👀")])
        await two.set_message_reaction(group.id, said.id, "👍")
        await one.pin_chat_message(group.id, said.id, disable_notification=True)
        await two.unpin_chat_message(group.id, said.id)
        asked = EphemeralMessageParameters(receiver_user_id=mai.id)
        await one.send_message(group.id, "riêng 1", ephemeral_message_parameters=asked)
        await two.send_message(
            group.id, "riêng 2", api_kwargs={"ephemeral_message_parameters": {"receiver_user_id": mai.id}}
        )
        assert [m.text for m in server.world.from_bot(group, to=mai)][-2:] == ["riêng 1", "riêng 2"]
        assert (await one.get_chat_member(group.id, mai.id)).status == "creator"
        assert (await two.get_chat_member(group.id, mai.id)).status == "creator"
        assert (await one.get_chat(group.id)).title == (await two.get_chat(group.id)).title == "Xưởng"
        assert len(await one.get_chat_administrators(group.id)) == 2
        assert server.violations == []


async def test_both_understand_every_update_and_answer_a_tap():
    async with telegram() as (server, _), aiogram_bot(server) as one, ptb_bot(server) as two:
        mai = server.world.user("Mai")
        await mai.start()
        group = server.world.group("Xưởng", [mai], forum=True)
        topic = server.world.topics.create(group, "In")
        await mai.photo(group, "/update@dieuphoi_bot", thread=topic)
        keyboard = Keyboard(inline_keyboard=[[Button(text="a", callback_data="b")]])
        await one.send_message(mai.id, "x", reply_markup=keyboard)
        message = server.world.from_bot(mai.private)[-1]
        first, second = await mai.tap(message, "a"), await mai.tap(message, "a")
        theirs, ours = await one.get_updates(), await two.get_updates()
        assert [each.update_id for each in theirs] == [each.update_id for each in ours]
        assert theirs[-1].callback_query.id == ours[-1].callback_query.id == second.id
        await one.answer_callback_query(first.id, text="1")
        await two.answer_callback_query(second.id, text="2")
        assert (first.text, second.text) == ("1", "2")
        assert server.violations == []


@pytest.mark.filterwarnings(
    "ignore::telegram.warnings.PTBDeprecationWarning"
)  # of retry_after, raised by PTB itself
async def test_both_map_a_wait_and_a_migration_to_their_own_errors():
    async with telegram() as (server, _), aiogram_bot(server) as one, ptb_bot(server) as two:
        mai = server.world.user("Mai")
        old = server.world.group("Xưởng", [mai], kind="group")
        server.faults.plan("429", times=2, seconds=7)
        with pytest.raises(aiogram_errors.TelegramRetryAfter) as late:
            await one.send_message(old.id, "x")
        assert late.value.retry_after == 7
        with pytest.raises(ptb_errors.RetryAfter):
            await two.send_message(old.id, "x")
        new = server.world.groups.upgrade(old)
        with pytest.raises(aiogram_errors.TelegramMigrateToChat) as moved:
            await one.send_message(old.id, "x")
        with pytest.raises(ptb_errors.ChatMigrated) as moved_too:
            await two.send_message(old.id, "x")
        assert moved.value.migrate_to_chat_id == moved_too.value.new_chat_id == new.id


async def test_both_see_a_conflict_a_kick_and_a_broken_line_as_what_they_are():
    async with telegram() as (server, _), aiogram_bot(server) as one, ptb_bot(server) as two:
        group = server.world.group("Xưởng", [server.world.user("Mai")])
        server.world.members.kick(group, server.world.bot)
        with pytest.raises(aiogram_errors.TelegramForbiddenError):
            await one.send_message(group.id, "x")
        with pytest.raises(ptb_errors.Forbidden):
            await two.send_message(group.id, "x")
        server.faults.plan("502")
        with pytest.raises(aiogram_errors.ClientDecodeError):
            await one.get_me()
        server.faults.plan("drop_before")
        with pytest.raises(ptb_errors.NetworkError):
            await two.get_me()
        server.state.updates.drop()
        async with asyncio.TaskGroup() as side:
            first = side.create_task(_conflicting(one))
            await server.world.wait_for(lambda: server.journal.of("getUpdates"))
            await two.get_updates()
            await first


async def _conflicting(bot: aiogram.Bot) -> None:
    with pytest.raises(aiogram_errors.TelegramConflictError):
        await bot.get_updates(timeout=30)
