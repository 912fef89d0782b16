"""``dieuphoi run``: a bot at work until a signal, or until it is of no use any more; what is wrong is said in a sentence."""

import asyncio
import gc
import signal
from contextlib import AbstractAsyncContextManager

import structlog

from bot.app import Running, running
from bot.centres.centre_files import CentreFileError
from bot.drivers.port import BadToken
from bot.logs import configure
from bot.settings import Settings, SettingsError
from storage.migrate import DatabaseTooNew

NO_TELEGRAM = "Telegram refused the bot token. Set BOT_TOKEN to the one @BotFather shows, then start again."

log = structlog.get_logger(__name__)


async def serve(settings: Settings) -> int:
    """Run until a signal, or a failure nobody here can mend. Returns the exit status."""
    configure(level=settings.log_level, layout=settings.log_format, secrets=settings.secrets())
    stopped, at_work = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with asyncio.TaskGroup() as group:
        whole = group.create_task(_whole(settings, stopped, at_work))
        asked = group.create_task(stopped.wait())
        await asyncio.wait([whole, asked], return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        if not at_work.is_set():
            whole.cancel()  # still waiting for Telegram or the database: there is nothing to be finished
    return 0 if whole.cancelled() else whole.result()


async def _whole(settings: Settings, stopped: asyncio.Event, at_work: asyncio.Event) -> int:
    try:
        async with _bot(settings) as bot:
            at_work.set()
            # What is here now stays. Searching it for garbage over and over held the event loop for a tenth of a second.
            gc.freeze()
            return await _until(bot, stopped)
    except CentreFileError as wrong:
        log.critical("the centre file cannot be used", problems=[str(one) for one in wrong.problems])
    except BadToken:
        log.critical(NO_TELEGRAM)
    except SettingsError as wrong:
        log.critical(str(wrong))
    except DatabaseTooNew as wrong:
        log.critical("start the newer version again, or restore a backup of this one's", reason=str(wrong))
    except OSError as wrong:
        port = "SANDBOX_PORT" if settings.sandboxed else "HTTP_PORT"
        log.critical("the port cannot be had; set this to a free one", setting=port, reason=str(wrong))
    return 2


def _bot(settings: Settings) -> AbstractAsyncContextManager[Running]:
    """With a token the bot on Telegram; without one, on a Telegram of its own whose clock may be moved forward."""
    if settings.sandboxed:
        from bot.sandboxed import in_sandbox  # noqa: PLC0415 - no bot with a token needs it

        return in_sandbox(settings)
    token, proxy = settings.bot_token.get_secret_value(), settings.bot_proxy.get_secret_value()
    return running(settings, token=token, api_url=settings.bot_api_url, proxy=proxy)


async def _until(bot: Running, stopped: asyncio.Event) -> int:
    async with asyncio.TaskGroup() as group:
        waiting = [group.create_task(one.wait()) for one in (stopped, bot.ended)]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
    return 1 if bot.ended.is_set() else 0
