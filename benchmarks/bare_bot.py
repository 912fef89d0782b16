"""The least that answers reports: each library's own long polling and one message for each, nothing stored.

``python benchmarks/bare_bot.py ptb|aiogram API_URL TOKEN``. No rights, no workflow, no texts, no outbox: it is what the
bot's own figures are held against.
"""

import asyncio
import logging
import sys


def ptb(url: str, token: str) -> None:
    from telegram import Update  # noqa: PLC0415 - aiogram's bot must not carry it
    from telegram.ext import Application, CommandHandler, ContextTypes  # noqa: PLC0415 - the same

    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        assert message is not None
        await message.reply_text(f"OK: {message.text}")

    application = Application.builder().token(token).base_url(f"{url}/bot").build()
    application.add_handler(CommandHandler("update", answer))
    application.run_polling()


def aiogram(url: str, token: str) -> None:
    from aiogram import Bot, Dispatcher  # noqa: PLC0415 - the other library's bot must not carry it
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415 - the same
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415 - the same
    from aiogram.filters import Command  # noqa: PLC0415 - the same
    from aiogram.types import Message  # noqa: PLC0415 - the same

    dispatcher = Dispatcher()

    @dispatcher.message(Command("update"))
    async def answer(message: Message) -> None:
        await message.answer(f"OK: {message.text}")

    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    asyncio.run(dispatcher.start_polling(bot))


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)  # that it is told to stop is no news
    {"ptb": ptb, "aiogram": aiogram}[sys.argv[1]](*sys.argv[2:])
