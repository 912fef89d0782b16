"""The same for each company: what fails for one of them keeps no other from it."""

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from sqlalchemy import Connection

from orders.centre_file.centre import Centre
from storage.statements.undo_points import attempt

log = logging.getLogger(__name__)


class FailedFor(Exception):
    """Nothing was left to do for any company but these."""

    def __init__(self, companies: Sequence[str]) -> None:
        super().__init__(", ".join(companies))


def for_each(conn: Connection, centres: Iterable[Centre], do: Callable[[Centre], bool]) -> bool:
    """Whether anything was done for any. ``do`` says whether it has written anything.

    What was done for the others is to be kept first: FailedFor comes once nothing was done any more.
    """
    done, failed = False, []
    for centre in centres:
        fails = partial(log.exception, "what falls due by the clock failed", extra={"company": centre.id})
        did = attempt(conn, partial(do, centre), otherwise=fails)
        done = done or bool(did)
        if did is None:
            failed.append(centre.id)
    if failed and not done:
        raise FailedFor(failed)
    return done
