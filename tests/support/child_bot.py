"""The bot in a process of its own that can be killed: forked from a parent that has loaded everything."""

import asyncio
import multiprocessing
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any

PRELOADED = ["bot.app", "bot.drivers.ptb_driver", "telegram.ext", "storage.engine", "psycopg", "handlers.dispatch"]


def nursery() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def start(context: ForkServerContext, given: dict[str, Any]) -> ForkServerProcess:
    child = context.Process(target=run, args=(given,), daemon=True)
    child.start()
    return child


def run(given: dict[str, Any]) -> None:
    from bot.app import serve
    from bot.settings import Settings

    asyncio.run(serve(Settings(_env_file=None, **given)))
