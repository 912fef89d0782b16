"""What can be seen of a centre file as a whole while something inside it is wrong.

Pydantic looks at a group as a whole only once all in it is right. So that nobody mends a circle after having mended a
name, circles and names that clash are looked for in what can be read of the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.centres.yaml_places import Path, as_mapping
from orders.centre_file.faults import Fault
from orders.centre_file.graph import graph_faults
from orders.centre_file.workflow_checks import word_faults


@dataclass(frozen=True, kw_only=True, slots=True)
class _Glimpse:
    """As much of a thing as can be read."""

    id: str
    words: tuple[str, ...]
    after: tuple[str, ...]


def glimpsed(data: Any, wrong: Sequence[Path]) -> Iterator[Fault]:
    """The faults of those groups that have something wrong inside; paths lead from the top of the file."""
    top = as_mapping(data)
    if any(wrong):
        for key in ("departments", "hold_kinds"):
            yield from word_faults(key, _words(_glimpses(top.get(key))))
    for key in ("workflows", "cases"):
        for at, body in enumerate(as_mapping(top.get(key)).values()):
            if any(len(path) > 2 and path[:2] == (key, at) for path in wrong):
                yield from _workflow_faults((key, at), as_mapping(body))


def _workflow_faults(path: Path, body: Mapping[Any, Any]) -> Iterator[Fault]:
    stages = _glimpses(body.get("stages"))
    for fault in (*graph_faults(stages), *word_faults("stages", _words(stages))):
        yield Fault(path=(*path, *fault.path), says=fault.says, mend=fault.mend)


def _glimpses(group: Any) -> list[_Glimpse]:
    return [_glimpse(str(name), as_mapping(body)) for name, body in as_mapping(group).items()]


def _glimpse(name: str, body: Mapping[Any, Any]) -> _Glimpse:
    names = _texts(list(as_mapping(body.get("names")).values()))
    return _Glimpse(
        id=name, words=(name, *names, *_texts(body.get("aliases"))), after=_texts(body.get("after"))
    )


def _words(glimpses: Sequence[_Glimpse]) -> list[tuple[str, Sequence[str]]]:
    return [(one.id, one.words) for one in glimpses]


def _texts(value: Any) -> tuple[str, ...]:
    return (
        tuple(one.strip() for one in value if isinstance(one, str) and one.strip())
        if isinstance(value, list)
        else ()
    )
