"""The command menus the messenger keeps: set anew at every start, in case they changed."""

import asyncio
from collections.abc import Iterable

import structlog

from bot.drivers.port import Driver, DriverBusy, DriverError, Menu, Transient, Unclear
from bot.i18n.render import Reader, Renderer
from bot.i18n.wording import Setting
from bot.receiving.backoff import Backoff
from handlers.menus import command_lists

TRIES = 5

log = structlog.get_logger(__name__)


def laid_menus(renderer: Renderer, setting: Setting) -> tuple[Menu, ...]:
    """Every command list, put into its language."""
    laid = []
    for listed in command_lists():
        reader = Reader(languages=(listed.tongue,), setting=setting)
        commands = tuple((name, renderer.toast(line, reader)) for name, line in listed.commands)
        laid.append(Menu(commands=commands, scope=listed.scope, language=listed.language))
    return tuple(laid)


async def show_menus(driver: Driver, menus: Iterable[Menu], *, backoff: Backoff | None = None) -> None:
    """Set each list by itself, so that one the messenger will not have costs no other."""
    backoff = backoff or Backoff(first=1)
    for menu in menus:
        try:
            await _show(driver, menu, backoff)
        except DriverError as error:
            log.warning(
                "a command menu could not be set; it is set at the next start",
                scope=menu.scope,
                language=menu.language,
                reason=f"{type(error).__name__}: {error}",
            )
        backoff.reset()


async def _show(driver: Driver, menu: Menu, backoff: Backoff) -> None:
    """Setting a list twice does no harm, so what may or may not have been done is done again."""
    for _ in range(TRIES - 1):
        try:
            return await driver.set_menu([menu])
        except DriverBusy as busy:
            await asyncio.sleep(busy.retry_after)
        except (Transient, Unclear):
            await asyncio.sleep(backoff.take())
    return await driver.set_menu([menu])
