"""The figures the README quotes, each beside a bare peer measured in the same run: ``make bench``.

``python -m benchmarks.run throughput`` for one of them.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks import (
    audit,
    delay,
    limits,
    many_orders,
    month,
    stalls,
    start_up,
    sweep,
    throughput,
    transactions,
    working_time,
)
from benchmarks.databases import Databases
from benchmarks.processes import messenger
from bot.logs import configure
from tests.support.postgres_server import PostgresServer

MEASURES = {
    "throughput": throughput.measure,
    "transactions": transactions.measure,
    "delay": delay.measure,
    "stalls": stalls.measure,
    "start_up": start_up.measure,
    "working_time": working_time.measure,
    "many_orders": many_orders.measure,
    "sweep": sweep.measure,
    "limits": limits.measure,
    "audit": audit.measure,
    "month": month.measure,
}


def main(wanted: list[str]) -> None:
    configure(level="ERROR", layout="console")
    server = PostgresServer(fsync=True)
    try:
        server.start()
        with tempfile.TemporaryDirectory() as folder:
            with messenger() as at:
                people = at.people
            databases = Databases(Path(folder), server, people)
            for name in [one for one in wanted if not one.isdecimal()] or MEASURES:
                MEASURES[name](databases)
    finally:
        server.close()


if __name__ == "__main__":
    main(sys.argv[1:])
