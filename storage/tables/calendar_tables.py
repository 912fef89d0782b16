"""The working calendar beside the centre file: days seeded by the library of holidays or written by a person."""

from sqlalchemy import BigInteger, Column, Date, Integer, Table, Text

from storage.tables.base import Json, metadata
from storage.tables.moment import Moment

calendar_days = Table(
    "calendar_days",
    metadata,
    Column("company", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("department", Text, primary_key=True),  # "": all of them
    Column("source", Text, primary_key=True),  # library or hand: each may have its say about a day
    Column(
        "hours", Text, nullable=False
    ),  # "": a day off; "work": as on an ordinary day; else 08:00-12:00, …
    Column("names", Json, nullable=False),
    Column("written_at", Moment, nullable=False),
)

calendar_years = Table(
    "calendar_years",
    metadata,
    Column("company", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("country", Text, nullable=False),  # whose holidays were read in; "": nobody's
    Column("seeded_at", Moment),
    Column("confirmed_at", Moment),  # NULL: nobody has said that it will stay so
    Column(
        "confirmed_by", BigInteger
    ),  # NULL with a moment: the library had the announcement, or the command line
)
