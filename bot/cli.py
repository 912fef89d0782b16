"""The command line: run the bot, check a centre file, look after the data."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.lock import AlreadyRunning, only_one
from bot.settings import Settings, SettingsError, read_settings

app = typer.Typer(
    name="dieuphoi",
    help="Điều Phối: the order coordination centre in the team messenger.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its tracebacks would not pass the mask for secrets
    add_completion=False,
)
RUNNING = "The bot is running on this database ({lock}). Stop it first."


@app.command()
def run() -> None:
    """Run the bot. Without BOT_TOKEN it talks to a Telegram of its own on this machine."""
    settings = _settings()
    from bot.app import serve  # noqa: PLC0415 - what is wrong is said, and other commands run, without all libraries

    with _alone(settings):
        raise typer.Exit(asyncio.run(serve(settings)))


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A centre file, or a folder of them.")]) -> None:
    """Say what a centre file holds, or all that is wrong with it. Changes nothing."""
    from bot.centre_check import check as checked  # noqa: PLC0415 - see run

    result = checked(file)
    typer.echo("\n".join(result.lines))
    if not result.ok:
        raise typer.Exit(1)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a centre file, for editors."""
    from bot.centre_schema import schema as described  # noqa: PLC0415 - see run

    typer.echo(json.dumps(described(), ensure_ascii=False, indent=2))


@app.command()
def migrate() -> None:
    """Bring the database to the newest shape; done at every start too."""
    from storage.migrate import upgrade  # noqa: PLC0415 - see run

    settings = _settings()
    with _alone(settings):
        upgrade(settings.database_url.get_secret_value())
    typer.echo("The database is up to date.")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where to write the copy; must not exist.")]) -> None:
    """Copy the whole database into one file while the bot goes on working."""
    from storage.backup import backup as copied  # noqa: PLC0415 - see run

    copied(_settings().database_url.get_secret_value(), file)
    typer.echo(f"Backed up to {file}.")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A copy made by backup.", exists=True)]) -> None:
    """Read a backup into an empty database."""
    from storage.backup import restore as read_back  # noqa: PLC0415 - see run
    from storage.errors import NotEmpty  # noqa: PLC0415 - see run

    settings = _settings()
    with _alone(settings):
        try:
            read_back(settings.database_url.get_secret_value(), file)
        except NotEmpty:
            _fail("The database is not empty. Restore only into an empty one: name another in DATABASE_URL.")
    typer.echo(f"Restored from {file}.")


def main() -> None:
    app()


def _settings() -> Settings:
    try:
        return read_settings()
    except SettingsError as wrong:
        _fail(str(wrong))


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    try:
        with only_one(settings.database_url.get_secret_value()):
            yield
    except AlreadyRunning as lock:
        _fail(RUNNING.format(lock=lock))


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
