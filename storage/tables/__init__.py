"""All tables of the store; the migrations say the same, and a test compares the two."""

from storage.tables import (
    batch_tables,
    calendar_tables,
    duty_tables,
    house_tables,
    order_tables,
    payment_tables,
    people_tables,
    post_tables,
    reminder_tables,
    roster_tables,
)
from storage.tables.base import metadata

__all__ = [
    "batch_tables",
    "calendar_tables",
    "duty_tables",
    "house_tables",
    "metadata",
    "order_tables",
    "payment_tables",
    "people_tables",
    "post_tables",
    "reminder_tables",
    "roster_tables",
]
