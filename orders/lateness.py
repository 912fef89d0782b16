"""What late means, wherever it is said: the due time of a stage is over, or the promised day before the customer has it."""

from datetime import date, datetime


def is_overdue(due_at: datetime | None, now: datetime) -> bool:
    """What is due at this minute is not late yet."""
    return due_at is not None and due_at < now


def is_promise_over(promised_on: date | None, today: date, *, delivered: bool) -> bool:
    """What has been delivered keeps no promise waiting."""
    return promised_on is not None and promised_on < today and not delivered
