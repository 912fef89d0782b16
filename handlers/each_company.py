"""The same for each company: what fails for one of them keeps no other from it."""

import logging
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection

from orders.centre_file.centre import Centre
from storage.statements.undo_points import UndoPoint
from storage.stores.failures import is_commands_own

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
        point = UndoPoint(conn)
        try:
            done = do(centre) or done
        except Exception as error:
            if not is_commands_own(error):
                raise
            point.rollback()
            log.exception("what falls due by the clock failed for a company", extra={"company": centre.id})
            failed.append(centre.id)
        else:
            point.commit()
    if failed and not done:
        raise FailedFor(failed)
    return done
