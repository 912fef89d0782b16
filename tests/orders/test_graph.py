"""A workflow's graph, and what is said of one that is none."""

from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from orders.centre_file.graph import find_cycle, graph_faults


@dataclass(frozen=True)
class Node:
    id: str
    after: tuple[str, ...] = ()


def refused(*stages: Node) -> list[tuple[tuple[str | int, ...], str]]:
    return [(fault.path, str(fault)) for fault in graph_faults(stages)]


def test_forks_and_joins_are_accepted() -> None:
    assert refused(Node("a"), Node("b", ("a",)), Node("c", ("a",)), Node("d", ("b", "c"))) == []


def test_a_circle_is_named_in_the_order_of_the_work() -> None:
    stages = [Node("a"), Node("b", ("a", "d")), Node("c", ("b",)), Node("d", ("c",))]
    [(path, says)] = refused(*stages)
    assert path == ("stages", 1, "after")
    assert "b → c → d → b" in says


def test_an_unknown_predecessor_gets_the_near_miss() -> None:
    assert refused(Node("reception"), Node("design", ("recepton",))) == [
        (("stages", 1, "after", 0), "'recepton' is no stage of this workflow. Did you mean 'reception'?")
    ]


def test_every_mistake_is_listed() -> None:
    found = refused(Node("a", ("a",)), Node("b", ("x", "a", "a")), Node("a"))
    assert [path for path, _ in found] == [
        ("stages", 2),
        ("stages", 0, "after", 0),
        ("stages", 1, "after", 0),
        ("stages", 1, "after", 2),
    ]


@given(st.lists(st.lists(st.integers(0, 7), max_size=3), min_size=8, max_size=8))
def test_a_circle_is_found_exactly_where_there_is_one(edges: list[list[int]]) -> None:
    after = {str(at): [str(one) for one in before] for at, before in enumerate(edges)}
    circle = find_cycle(after)
    if circle:
        assert circle[0] == circle[-1]
        assert all(earlier in after[later] for earlier, later in pairwise(circle))
        return
    reach = {stage: set(before) for stage, before in after.items()}
    for _ in after:
        reach = {stage: seen.union(*(reach[one] for one in seen)) for stage, seen in reach.items()}
    assert all(stage not in seen for stage, seen in reach.items())
