"""What a centre file would mean for the orders that are under way, in sentences for the command line."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from bot.centres.centre_keeping import clocks_changed
from orders.centre_file.centre import Centre, Centres
from orders.centre_file.workflow import Workflow
from storage.looking import NothingToSee, look_into
from storage.order_book import workflow_rows
from storage.order_book.live_orders import InUse, in_use
from storage.people import chats_rows, people_rows

SHOWN = 12  # people of a department by name
UNSEEN = "No database of this version is within reach (DATABASE_URL), so nothing is said of open orders."


def seen(centres: Centres, database: str) -> tuple[str, ...]:
    """What the database's open orders would notice; a database is only read, and need not be there."""
    try:
        told = look_into(database, lambda conn: effects(conn, centres))
    except NothingToSee:
        return (UNSEEN,)
    return ("With this file, of what is in the database:", *told)


def effects(conn: Connection, centres: Centres) -> tuple[str, ...]:
    """Line by line, for each company that has open orders; nothing is changed."""
    used = in_use(conn)
    return tuple(line for centre in centres.values() for line in _of_company(conn, centre, used))


def _of_company(conn: Connection, centre: Centre, used: Mapping[str, InUse]) -> Iterator[str]:
    using = used.get(centre.id)
    if using is None or not (using.orders or using.members):
        yield f"  {centre.id}: no open orders and no people yet."
        return
    yield f"  {centre.id}: {_counted(using.orders, 'open order')}. New orders take this file's workflows."
    lines = [
        *_workflows(conn, centre, using),
        *_departments(conn, centre, using),
        *_marks(centre, using),
        *_clocks(conn, centre, using),
    ]
    yield from lines or ["    nothing else changes for them."]


def _workflows(conn: Connection, centre: Centre, using: InUse) -> Iterator[str]:
    """Those that differ from this file's are kept by their orders."""
    newest = {one.id: one for one in (*centre.workflows, *(case.workflow for case in centre.cases))}
    for digest, count in sorted(using.workflows.items()):
        kept = workflow_rows.load(conn, digest)
        if newest.get(kept.id) == kept:
            continue
        why = "another version" if kept.id in newest else "not in this file"
        yield f"    workflow {kept.id} ({why}): kept by {_counted(count, 'open order')}."
        if lost := _lost_flags(kept, newest.get(kept.id)):
            marked = ", ".join(f"{flag} ({using.flags[flag]} marked)" for flag in lost)
            yield f"      flags no new order can have: {marked}."


def _lost_flags(kept: Workflow, newest: Workflow | None) -> list[str]:
    known = newest.flags if newest else {}
    return sorted(flag for flag in kept.flags if flag not in known)


def _departments(conn: Connection, centre: Centre, using: InUse) -> Iterator[str]:
    """Vanished ones: their work goes to coordination, their people lose their rights, their groups hear nothing."""
    known = {one.id for one in centre.departments}
    bound = {binding.department for binding in chats_rows.bindings_of(conn, centre.id)}
    for department in sorted({*using.departments, *using.members, *bound} - known):
        yield f"    department {department} is not in this file:"
        if count := using.departments[department]:
            yield f"      what {_counted(count, 'open order')} still has to do there goes to {centre.coordination}."
        if members := people_rows.members(conn, centre.id, department):
            yield f"      it gives no more rights to {_named([one.name for one in members])}."
        if department in bound:
            yield "      a group is bound to it: bind it to another department."


def _marks(centre: Centre, using: InUse) -> Iterator[str]:
    """Priorities and kinds of hold that are in use and not in the file."""
    priorities = {one.id for one in centre.priorities}
    for priority in sorted(set(using.priorities) - priorities):
        count = _counted(using.priorities[priority], "open order")
        yield f"    priority {priority} is not in this file: {count} with it, chased by the ladder {centre.ladders[0].id}."
    for kind in sorted(kind for kind in using.holds if centre.hold_kind(kind) is None):
        count = _counted(using.holds[kind], "stage")
        yield f"    hold kind {kind} is not in this file: it stays on {count} until resumed."


def _clocks(conn: Connection, centre: Centre, using: InUse) -> Iterator[str]:
    if clocks_changed(conn, centre):
        yield f"    calendars, ladders or times differ from those of the last start: every open order ({using.orders}) is looked at anew; due times that were told stand."


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:SHOWN])
    return shown if len(names) <= SHOWN else f"{shown} and {len(names) - SHOWN} more"


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
