"""The command line: run the bot, check a centre file, look after calendar and data, write a payment code."""

import asyncio
import json
import re
from pathlib import Path
from typing import Annotated

import typer

from bot.calendars.calendar_cli import calendar
from bot.command_ends import alone, database_if_set, fail, settings_or_end
from bot.loading import loading
from payments.amounts import Ambiguous, Amount, Refused, Why, read_amount
from payments.vietqr import Init, Service, Transfer, Unpayable, build

app = typer.Typer(
    name="dieuphoi",
    help="Điều Phối: the order coordination centre in the team messenger.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its tracebacks would not pass the mask for secrets
    add_completion=False,
)
app.add_typer(calendar, name="calendar")
NO_AMOUNT = {
    Why.EMPTY: "nothing was typed",
    Why.NOT_POSITIVE: "it is not more than 0",
    Why.TOO_LARGE: "it has more than 13 digits",
    Why.CURRENCY: "it is in another currency than đồng",
    Why.MINOR_UNIT: "a đồng has no parts",
    Why.GROUPING: "the marks do not divide it into groups of three digits",
    Why.UNITS: "its parts do not go from the larger unit to the smaller",
    Why.UNREADABLE: "it does not read as an amount",
}


@app.command()
def run() -> None:
    """Run the bot. Without BOT_TOKEN it talks to a Telegram of its own on this machine."""
    settings = settings_or_end()
    with loading():
        from bot.serving import serve  # noqa: PLC0415 - what is wrong is said, and other commands run, without all libraries

    with alone(settings):
        raise typer.Exit(asyncio.run(serve(settings)))


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A centre file, or a folder of them.")]) -> None:
    """Say what a centre file holds and what open orders would notice of it, or all that is wrong with it. Changes nothing."""
    from bot.centres.centre_check import check as checked  # noqa: PLC0415 - see run
    from bot.centres.centre_effects import seen  # noqa: PLC0415 - see run

    result = checked(file)
    typer.echo("\n".join(result.lines))
    if result.centres is None:
        raise typer.Exit(1)
    if database := database_if_set():
        typer.echo("\n".join(seen(result.centres, database)))


@app.command()
def schema() -> None:
    """Print the JSON Schema of a centre file, for editors."""
    from bot.centres.centre_schema import schema as described  # noqa: PLC0415 - see run

    typer.echo(json.dumps(described(), ensure_ascii=False, indent=2))


@app.command()
def migrate() -> None:
    """Bring the database to the newest shape; done at every start too."""
    from storage.migrate import upgrade  # noqa: PLC0415 - see run
    from storage.stores.errors import StoreUnavailable  # noqa: PLC0415 - see run

    settings = settings_or_end()
    with alone(settings):
        try:
            upgrade(settings.database_url.get_secret_value())
        except StoreUnavailable as away:
            fail(f"The database cannot be used now: {away}")
    typer.echo("The database is up to date.")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where to write the copy; must not exist.")]) -> None:
    """Copy the whole database into one file while the bot goes on working."""
    from storage.backup import backup as copied  # noqa: PLC0415 - see run

    settings = settings_or_end()
    try:
        copied(settings.database_url.get_secret_value(), file)
    except FileExistsError:
        fail(f"{file} exists. Name a file that does not: a backup overwrites nothing.")
    typer.echo(f"Backed up to {file}.")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A copy made by backup.", exists=True)]) -> None:
    """Read a backup into an empty database."""
    from storage.backup import restore as read_back  # noqa: PLC0415 - see run
    from storage.stores.errors import NotEmpty  # noqa: PLC0415 - see run

    settings = settings_or_end()
    with alone(settings):
        try:
            read_back(settings.database_url.get_secret_value(), file)
        except NotEmpty:
            fail("The database is not empty. Restore only into an empty one: name another in DATABASE_URL.")
    typer.echo(f"Restored from {file}.")


@app.command()
def qr(
    bank: Annotated[str, typer.Argument(metavar="BIN", help="The bank: 6 digits.")],
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="6 to 19 letters and digits.")],
    *,
    amount: Annotated[str | None, typer.Option(metavar="N", help="Whole đồng, digits alone.")] = None,
    purpose: Annotated[str, typer.Option(metavar="TEXT", help="Up to 25 letters once accents are off.")] = "",
    service: Annotated[Service, typer.Option(help="To an account, or to a card.")] = Service.ACCOUNT,
    init: Annotated[
        Init | None, typer.Option(help="11 to be paid often, 12 once; 12 if there is an amount.")
    ] = None,
    png: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the code into this file too.")
    ] = None,
) -> None:
    """Print the VietQR text of a bank transfer. Exit 2, with the reason, when it cannot be one."""
    if amount is not None and not re.fullmatch("[0-9]{1,13}", amount):
        fail(f"--amount takes whole đồng, 1 to 13 digits without marks or units, not {amount!r}.")
    asked = None if amount is None else int(amount)
    try:
        payload = build(
            Transfer(bin=bank, account=account, amount=asked, purpose=purpose, service=service, init=init)
        )
    except Unpayable as wrong:
        fail(str(wrong))
    if png:
        _draw(payload, png)
    typer.echo(payload)


@app.command(context_settings={"ignore_unknown_options": True})  # "-2tr" is to be refused as an amount
def amount(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help='As people type it: "1tr2", "12,5 triệu", 125万.')
    ],
) -> None:
    """Print what the bot understands by an amount: 1200000, "ambiguous: …" or "refused: …" (then exit 1)."""
    match read_amount(text):
        case Amount(value=value):
            typer.echo(value)
        case Ambiguous(readings=readings):
            typer.echo(f"ambiguous: {' or '.join(map(str, readings))}")
        case Refused(why=why):
            typer.echo(f"refused: {NO_AMOUNT[why]}")
            raise typer.Exit(1)


def main() -> None:
    app()


def _draw(payload: str, file: Path) -> None:
    from reports import qr_code  # noqa: PLC0415 - see run

    try:
        file.write_bytes(qr_code.png(qr_code.draw(payload)))
    except OSError as wrong:
        fail(f"{file} cannot be written: {wrong.strerror}.")
