"""The first waiting row of every lane of a queue, found by one index step per lane however long the lanes are."""

from collections.abc import Sequence

from sqlalchemy import CTE, Table, select, tuple_

from storage.tables.base import in_state


def first_of_each(queue: Table, lane: Sequence[str], state: str) -> CTE:
    """A CTE of ``lane`` and ``id``: a loose scan of the partial index on (*lane, id) of the rows in ``state``.

    SELECT DISTINCT ON would read every waiting row, and a chat that was down for an hour has thousands.
    """
    order = [*lane, "id"]
    very_first = (
        select(queue.c.id)
        .where(in_state(queue, state))
        .order_by(*[queue.c[name] for name in order])
        .limit(1)
        .scalar_subquery()
    )
    columns = [queue.c[name] for name in order]
    heads = select(*columns).where(queue.c.id == very_first).cte(f"{queue.name}_heads", recursive=True)
    ahead = queue.alias("ahead")
    following = (
        select(ahead.c.id)
        .where(
            in_state(ahead, state),
            tuple_(*[ahead.c[name] for name in lane]) > tuple_(*[heads.c[name] for name in lane]),
        )
        .order_by(*[ahead.c[name] for name in order])
        .limit(1)
        .correlate(heads)
        .scalar_subquery()
    )
    return heads.union_all(select(*columns).select_from(queue.join(heads, queue.c.id == following)))
