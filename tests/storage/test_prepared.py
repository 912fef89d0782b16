"""What is handed to the driver as it stands writes what SQLAlchemy would have written."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    MetaData,
    String,
    Table,
    bindparam,
    case,
    insert,
    select,
    update,
)

from storage.engine import Store
from storage.statements.prepared import Prepared, PreparedQuery
from storage.tables.moment import Moment

T = TypeVar("T")

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
THINGS = Table(
    "prepared_things",
    MetaData(),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String),
    Column("at", Moment),
    Column("data", JSON(none_as_null=True)),
)
ROWS: Sequence[Mapping[str, Any]] = (
    {"id": 1, "name": "đỏ", "at": NOW, "data": {"tấm": [1, 2]}},
    {"id": 2, "name": "红", "at": None, "data": None},
)
ADD = insert(THINGS)
CHANGE = update(THINGS).where(THINGS.c.id == bindparam("its_id"), THINGS.c.name == "đỏ")


def after(store: Store, change: Callable[[Connection], T]) -> tuple[T, Sequence[Mapping[str, Any]]]:
    """What ``change`` gives, and the table it leaves of ROWS, its own row last."""

    def in_a_table_of_its_own(conn: Connection) -> tuple[T, Sequence[Mapping[str, Any]]]:
        THINGS.create(conn)
        conn.execute(ADD, ROWS)
        given = change(conn)
        left = conn.execute(select(THINGS).order_by(THINGS.c.id)).mappings().all()
        THINGS.drop(conn)
        return given, [dict(row) for row in left]

    return store.write(in_a_table_of_its_own).result(10)


def test_rows_are_inserted_with_every_value_converted(store: Store) -> None:
    new = [{**row, "id": row["id"] + 10} for row in ROWS]

    _, left = after(store, lambda conn: Prepared(ADD).run_all(conn, new))

    assert left == [*ROWS, *new]


@pytest.mark.parametrize(
    "values", [{"at": LATER}, {"at": None, "data": {"x": "正"}}, {"data": None, "name": "xanh"}]
)
def test_a_change_writes_the_columns_it_is_given_and_counts_its_rows(
    store: Store, values: Mapping[str, Any]
) -> None:
    change = Prepared(CHANGE)

    changed, left = after(store, lambda conn: change.run(conn, {**values, "its_id": 1}))

    assert (changed, left) == (1, [{**ROWS[0], **values}, ROWS[1]])


def test_a_condition_of_the_statements_own_still_holds(store: Store) -> None:
    """Row 2 is not called đỏ: a value that stands in the statement goes to the driver with those that are given."""
    changed, left = after(store, lambda conn: Prepared(CHANGE).run(conn, {"at": LATER, "its_id": 2}))

    assert (changed, left) == (0, list(ROWS))


def test_a_parameter_may_stand_in_several_places(store: Store) -> None:
    seen = bindparam("seen", type_=Moment())
    newest = case((THINGS.c.at < seen, seen), else_=THINGS.c.at)
    change = Prepared(update(THINGS).where(THINGS.c.at.is_not(None)).values(at=newest))

    _, left = after(store, lambda conn: change.run_all(conn, [{"seen": LATER}, {"seen": NOW}]))

    assert [row["at"] for row in left] == [LATER, None]


@pytest.mark.parametrize("name", ["đỏ", "红", "xanh"])
def test_rows_are_what_sqlalchemy_gives(store: Store, name: str) -> None:
    same = THINGS.alias()
    latest = select(same.c.at).where(same.c.at.is_not(None)).scalar_subquery().label("latest")
    query = select(THINGS, latest).where(THINGS.c.name == bindparam("called"), THINGS.c.id < 100)
    prepared = PreparedQuery(query)

    def both(conn: Connection) -> tuple[Sequence[Any], Sequence[Any]]:
        return prepared.all(conn, {"called": name}), conn.execute(query, {"called": name}).all()

    (found, expected), _ = after(store, both)

    assert [tuple(row) for row in found] == [tuple(row) for row in expected]
    assert [(row.at, row.latest, row.data) for row in found] == [
        (row["at"], NOW, row["data"]) for row in ROWS if row["name"] == name
    ]


def test_a_change_may_give_its_rows(store: Store) -> None:
    taken = update(THINGS).where(THINGS.c.id == bindparam("its_id")).values(at=bindparam("seen"))
    take = PreparedQuery(taken.returning(THINGS.c.name, THINGS.c.at))

    def twice(conn: Connection) -> tuple[Any, Any]:
        values = {"seen": LATER}
        return take.one_or_none(conn, {**values, "its_id": 2}), take.one_or_none(
            conn, {**values, "its_id": 7}
        )

    ((row, nothing), left) = after(store, twice)

    assert (row.name, row.at, nothing) == ("红", LATER, None)
    assert [one["at"] for one in left] == [NOW, LATER]
