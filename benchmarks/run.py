"""The figures the README quotes, each beside a bare peer measured in the same run. ``make bench``."""

import tempfile
from collections.abc import Sequence

import psycopg

from benchmarks import over_the_wire, report_path
from benchmarks.over_the_wire import BURST, RATE, Figures
from benchmarks.report_path import Cost
from tests.support.postgres_server import PostgresServer


def main() -> None:
    server = PostgresServer(fsync=True)
    try:
        server.start()
        _report_path(report_path.on_sqlite(), report_path.on_postgresql(server.url()))
        _over_the_wire(server)
    finally:
        server.close()


def _report_path(sqlite: Cost, postgresql: Cost) -> None:
    rows = [
        (name, f"{cost.ours:.1f}", f"{cost.ours_p99:.1f}", f"{cost.statements:.0f}", f"{cost.bare:.1f}", f"{cost.ours / cost.bare:.1f}×")
        for name, cost in (("SQLite", sqlite), ("PostgreSQL", postgresql))
    ]  # fmt: skip
    head = ("one report, committed", "ms", "p99 ms", "statements", "bare ms", "ratio")
    _table("A report's transaction, beside its statements alone on sqlite3 or psycopg", head, rows)


def _over_the_wire(server: PostgresServer) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bare = over_the_wire.of_the_bare_peer(folder)
        sqlite = over_the_wire.of_the_bot(f"sqlite:///{folder}/dieuphoi.db")
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute("CREATE DATABASE wire")
    postgresql = over_the_wire.of_the_bot(server.url("wire"))
    named = (("SQLite", sqlite), ("PostgreSQL", postgresql), ("bare poll, insert, send", bare))
    head = (
        "over the wire",
        f"answered/s of {BURST}",
        f"p50 ms at {RATE}/s",
        "p99 ms",
        "start s",
        "MiB idle",
        "MiB loaded",
    )
    _table(
        "The whole bot in its own process, against the sandbox's Telegram in another",
        head,
        [_row(name, figures) for name, figures in named],
    )


def _row(name: str, figures: Figures) -> Sequence[str]:
    delays = (f"{figures.p50:.0f}", f"{figures.p99:.0f}")
    return (
        name,
        f"{figures.throughput:.0f}",
        *delays,
        f"{figures.start:.1f}",
        f"{figures.idle:.0f}",
        f"{figures.loaded:.0f}",
    )


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    print(f"\n{title}\n")
    for row in (head, *rows):
        print(
            "  " + row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            sep="  ",
        )


if __name__ == "__main__":
    main()
