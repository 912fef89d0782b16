"""Two to four processes sweep what is due at one moment: each thing is reminded of once, and none waits for the others."""

import multiprocessing
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing.connection import Connection as Pipe

import pytest
from sqlalchemy import Connection, delete, select, update

from bot.centres.centre_files import load
from bot.sweeping import SLICE
from handlers.nudges.sweep import sweep
from storage.engine import open_store
from storage.tables.order_tables import events, orders, stages
from storage.tables.post_tables import PENDING, outbox
from storage.tables.reminder_tables import digest_lines, digests, reminders
from tests.support.child_bot import PRELOADED
from tests.support.company import CENTRES, Company
from tests.support.multiplying import copy, own, prepared

DUE = 500
SLOWEST = 0.05  # seconds of a process's own time for 95 of 100 slices: the machine may be busy with others
SECONDS = 60
FAR = timedelta(days=30)


@pytest.mark.parametrize(
    ("replicas", "rounds"),
    [
        (4, 1),
        *(
            pytest.param(number, rounds, marks=pytest.mark.soak)
            for number, rounds in ((2, 34), (3, 33), (4, 33))
        ),
    ],
)
def test_five_hundred_due_at_once_are_each_reminded_of_once(
    replicas: int,
    rounds: int,
    postgresql_url: str,
    now: datetime,
    shows: Callable[[str], None],
) -> None:
    company = Company.founded(postgresql_url, now)
    due = now + timedelta(hours=2)
    slices: list[tuple[float, float]] = []
    try:
        company.says("Lan", "/new KT-1; Khánh Thy; Biển alu")
        company.says("Lan", "/update KT-1 nhận đơn xong")
        company.store.write(_multiplied).result(SECONDS)
        with _replicas(postgresql_url, replicas) as rivals:
            for _ in range(rounds):
                company.store.write(lambda conn: _all_due(conn, due)).result(SECONDS)
                for one in rivals:
                    one.send(due)
                took = [_told(one) for one in rivals]
                at_work = sum(len(each) > 1 for each in took)  # each slice but the last was full
                assert at_work > 1, "only one of them had anything to do"
                slices += [spent for each in took for spent in each]
                things, unsent = company.store.read(_made).result(SECONDS)
                assert (len(things), set(things.values())) == (DUE, {1})
                assert set(unsent.values()) == {1}
    finally:
        company.close()
    waited, own_time = ([1000 * spent[which] for spent in slices] for which in (0, 1))
    p95 = statistics.quantiles(own_time, n=20)[-1]
    figures = (
        f"{rounds} × {DUE} due, {replicas} processes: each once; a slice of {SLICE}: median "
        f"{statistics.median(waited):.0f} ms, p95 {statistics.quantiles(waited, n=20)[-1]:.0f} ms; of its own time "
        f"median {statistics.median(own_time):.0f} ms, p95 {p95:.0f} ms"
    )
    shows(figures)
    if rounds > 1:  # the first slices of a process load and compile
        assert p95 <= 1000 * SLOWEST


@contextmanager
def _replicas(url: str, number: int) -> Iterator[Sequence[Pipe]]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    pipes = [context.Pipe() for _ in range(number)]
    processes = [context.Process(target=_sweep, args=(url, theirs), daemon=True) for _, theirs in pipes]
    for one in processes:
        one.start()
    try:
        yield [ours for ours, _ in pipes]
    finally:
        for one in processes:
            one.kill()
            one.join(SECONDS)


def _told(rival: Pipe) -> Sequence[tuple[float, float]]:
    assert rival.poll(SECONDS), "it does not come to an end"
    return rival.recv()


def _sweep(url: str, asked: Pipe) -> None:
    """One process: at each moment it is told, everything that is due; answered with how long each slice took."""
    centres, store = load(CENTRES), open_store(url)
    while True:
        now = asked.recv()
        took, more = [], True
        while more:
            begun, own_time = time.perf_counter(), time.process_time()
            more = store.write(
                lambda conn, now=now: sweep(conn, centres=centres, now=now, machine_now=now, most=SLICE)
            ).result(SECONDS)
            took.append((time.perf_counter() - begun, time.process_time() - own_time))
        asked.send(took)


def _multiplied(conn: Connection) -> None:
    prepared(conn)
    theirs = {"order_id": "order_id + n"}
    for which, changed in ((orders, own(1)), (stages, theirs), (events, theirs)):
        copy(conn, which, changed, where="true", first=1, last=DUE - 1)


def _all_due(conn: Connection, due: datetime) -> None:
    """Nobody has been reminded of anything yet, and of each order one stage is due."""
    for said in (digest_lines, digests, reminders, outbox):
        conn.execute(delete(said))
    for which in (orders, stages):
        conn.execute(update(which).where(which.c.next_check_at.is_not(None)).values(next_check_at=due + FAR))
    owing = (stages.c.stage == "design", stages.c.next_check_at.is_not(None))
    assert conn.execute(update(stages).where(*owing).values(next_check_at=due)).rowcount == DUE


def _made(conn: Connection) -> tuple[Counter[str], Counter[int]]:
    """How often each thing was reminded of, and how many letters each chat is to get."""
    things = conn.execute(select(reminders.c.ref)).scalars()
    letters = conn.execute(select(outbox.c.chat).where(PENDING)).scalars()
    return Counter(things), Counter(letters)
