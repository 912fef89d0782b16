"""How commands begin and end: settings that can be used, a database to themselves, or a sentence that says what is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from bot.lock import AlreadyRunning, only_one
from bot.settings import Settings, SettingsError, read_settings

RUNNING = "The bot is running on this database ({lock}). Stop it first."


def settings_or_end() -> Settings:
    try:
        return read_settings()
    except SettingsError as wrong:
        fail(str(wrong))


def database_if_set() -> str:
    """For what can do without: "" on a machine on which the bot is not set up, or wrongly."""
    try:
        return read_settings().database_url.get_secret_value()
    except SettingsError:
        return ""


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    try:
        with only_one(settings.database_url.get_secret_value()):
            yield
    except AlreadyRunning as lock:
        fail(RUNNING.format(lock=lock))


def fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
