"""The command ``dieuphoi calendar`` as it is typed; what it does stands in ``bot.calendars.calendar_desk``."""

from typing import Annotated

import typer

calendar = typer.Typer(
    help="Days off and make-up days, beside those of the centre file.", no_args_is_help=True
)

Year = Annotated[int, typer.Argument(metavar="YEAR", min=1990, max=2199)]
Day = Annotated[str, typer.Argument(metavar="DAY", help="Year-month-day: 2027-02-04.")]
Until = Annotated[str, typer.Option(metavar="DAY", help="The last of several days in a row.")]
Department = Annotated[str, typer.Option(metavar="ID", help="For this one alone; else for all.")]
Company = Annotated[str, typer.Option(metavar="ID", help="Which, where there are several centre files.")]


@calendar.command("import")
def import_(
    country: Annotated[str, typer.Argument(metavar="COUNTRY", help="VN, CN, …")],
    year: Year,
    company: Company = "",
) -> None:
    """Take a year's public holidays from the library; a list taken before is replaced, days written by hand stay."""
    from bot.calendars import calendar_desk  # noqa: PLC0415 - other commands run without the libraries this one needs

    calendar_desk.import_year(company, country, year)


@calendar.command("list")
def list_(
    year: Annotated[int | None, typer.Argument(metavar="YEAR", min=1990, max=2199)] = None,
    company: Company = "",
) -> None:
    """Print the days that differ from the week, and who says so."""
    from bot.calendars import calendar_desk  # noqa: PLC0415 - see import

    calendar_desk.show(company, year)


@calendar.command()
def add(
    day: Day,
    *,
    until: Until = "",
    hours: Annotated[str, typer.Option(metavar="HOURS", help="Worked: 08:00-12:00, 13:00-17:00.")] = "",
    work: Annotated[bool, typer.Option("--work", help="Worked like the fullest day of the week.")] = False,
    name: Annotated[str, typer.Option(metavar="TEXT", help="What people read.")] = "",
    department: Department = "",
    company: Company = "",
) -> None:
    """Write a day by hand: off, or worked with --work or --hours. It holds against the library and the centre file."""
    from bot.calendars import calendar_desk  # noqa: PLC0415 - see import

    wanted = calendar_desk.Wanted(
        first=day, until=until, hours=hours, work=work, name=name, department=department
    )
    calendar_desk.add(company, wanted)


@calendar.command()
def remove(day: Day, *, until: Until = "", department: Department = "", company: Company = "") -> None:
    """Take back what was written by hand; where nothing was, what the library said."""
    from bot.calendars import calendar_desk  # noqa: PLC0415 - see import

    calendar_desk.remove(company, day, until, department)


@calendar.command()
def confirm(year: Year, company: Company = "") -> None:
    """Say that a year will stay as it is; the coordination is not asked about it any more."""
    from bot.calendars import calendar_desk  # noqa: PLC0415 - see import

    calendar_desk.confirm(company, year)
