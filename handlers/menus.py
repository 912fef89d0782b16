"""The command lists Telegram shows: for private chats and for groups, in each language it can tell apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from handlers.reply import Text, text
from handlers.routes import ROUTES, Route

IN_GROUPS = (
    "update",
    "my",
    "today",
    "order",
    "board",
    "new",
    "confirm",
    "return",
    "hold",
    "resume",
    "late",
    "approve",
    "reject",
    "undo",
    "history",
    "qr",
    "paid",
    "bind",
    "lang",
    "help",
)
NOT_IN_PRIVATE = frozenset({"bind"})


@dataclass(frozen=True, kw_only=True, slots=True)
class CommandList:
    """``language``: two letters, empty for everybody else. ``tongue``: which catalogue the descriptions come from."""

    scope: Literal["private", "groups"]
    language: str
    tongue: str
    commands: tuple[tuple[str, Text], ...]


def command_lists() -> tuple[CommandList, ...]:
    """Vietnamese and Chinese phones are shown the words people there type, all others the English ones."""
    return tuple(
        command_list
        for language, tongue in (("", "en"), ("vi", "vi"), ("zh", "zh-Hans"))
        for command_list in (
            CommandList(
                scope="private", language=language, tongue=tongue, commands=_said(_private(), language)
            ),
            CommandList(
                scope="groups", language=language, tongue=tongue, commands=_said(_groups(), language)
            ),
        )
    )


def _said(routes: Iterable[Route], language: str) -> tuple[tuple[str, Text], ...]:
    return tuple((route.aliases.get(language, route.name), text(f"menu.{route.name}")) for route in routes)


def _private() -> list[Route]:
    return [route for route in ROUTES.values() if route.in_menu and route.name not in NOT_IN_PRIVATE]


def _groups() -> list[Route]:
    return [ROUTES[name] for name in IN_GROUPS]
