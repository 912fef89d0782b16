"""The first waiting row of every lane of a queue, found by one index step per lane however long the lanes are."""

from collections.abc import Sequence

from sqlalchemy import CTE, ScalarSelect, Table, func, select

from storage.tables.base import in_state


def first_of_each(queue: Table, lane: Sequence[str], state: str) -> CTE:
    """A CTE of ``lane`` and ``id``: a loose scan of the partial index on (*lane, id) of the rows in ``state``.

    SELECT DISTINCT ON would read every waiting row, and a chat that was down for an hour has thousands.
    """
    columns = [queue.c[name] for name in (*lane, "id")]
    very_first = (
        select(queue.c.id).where(in_state(queue, state)).order_by(*columns).limit(1).scalar_subquery()
    )
    heads = select(*columns).where(queue.c.id == very_first).cte(f"{queue.name}_heads", recursive=True)
    # The next lane is the next one under the same beginning, or else under the next beginning. Written so, and not
    # as a comparison of pairs, since SQLite looks up only the first column of a pair and reads on from there.
    next_lanes = [_next_after(queue, heads, lane, state, depth) for depth in reversed(range(len(lane)))]
    following = next_lanes[0] if len(next_lanes) == 1 else func.coalesce(*next_lanes)
    return heads.union_all(select(*columns).select_from(queue.join(heads, queue.c.id == following)))


def _next_after(queue: Table, heads: CTE, lane: Sequence[str], state: str, depth: int) -> ScalarSelect[int]:
    """The first row whose lane agrees with the head's in ``depth`` columns and is beyond it in the next."""
    ahead = queue.alias(f"ahead_{depth}")
    same = [ahead.c[name] == heads.c[name] for name in lane[:depth]]
    beyond = ahead.c[lane[depth]] > heads.c[lane[depth]]
    rest = [ahead.c[name] for name in (*lane[depth:], "id")]
    return (
        select(ahead.c.id)
        .where(in_state(ahead, state), *same, beyond)
        .order_by(*rest)
        .limit(1)
        .correlate(heads)
        .scalar_subquery()
    )
