"""YAML read so that every value knows its line, and so that nothing in it turns into something nobody wrote.

YAML 1.1 reads ``13:00`` as 780, ``no`` as false, ``0011`` as nine and the second of two equal keys as the only one. Here
clock times, words and numbers with a leading zero stay text, and a repeated key is refused.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml
from yaml.composer import ComposerError
from yaml.reader import ReaderError

Path: TypeAlias = tuple[str | int, ...]


class _PlainLoader(yaml.SafeLoader):
    """The safe loader with a short list of what is not text, and without aliases: each value stands where it is read."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - as PyYAML declares it

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # untyped in the stubs
            raise ComposerError(None, None, f"the alias *{event.anchor} is not used here", event.start_mark)
        return super().compose_node(parent, index)


_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
_PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789")
)
_PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^-?[0-9]+\.[0-9]+$"), list("-0123456789")
)


class YamlError(Exception):
    """The text is no YAML; ``line`` counts from 1."""

    def __init__(self, line: int, says: str) -> None:
        self.line = line
        self.says = says
        super().__init__(f"line {line}: {says}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a value stands: its line, and its key path as people read it."""

    line: int
    key: str


@dataclass(frozen=True, kw_only=True)
class Document:
    """What was read, where it stood, and keys that came twice."""

    data: Any
    root: yaml.Node | None
    repeated: tuple[Place, ...] = field(default=())

    def place(self, path: Sequence[str | int]) -> Place:
        """The nearest place there is for a path; a number under a mapping counts its entries."""
        node, line, key = self.root, 1, ""
        for step in path:
            if step == "[key]":  # pydantic's way to say that the key itself is at fault
                break
            found = _step(node, step)
            if found is None:
                key = _joined(key, step) if isinstance(step, str) else key
                continue
            node, line, name = found
            key = _joined(key, name)
        return Place(line=line, key=key)


def read(text: str) -> Document:
    """Read one document; raise ``YamlError`` where it is none."""
    try:
        return _document(_PlainLoader(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(mark.line + 1 if mark else 1, _sentence(error)) from error
    except ReaderError as error:
        says = f"A character that no text holds stands here (number {error.character}). Take it out."
        raise YamlError(text.count("\n", 0, error.position) + 1, says) from error
    except (ValueError, RecursionError) as error:
        raise YamlError(1, f"This is no YAML: {error}.") from error


def _document(loader: _PlainLoader) -> Document:
    root = loader.get_single_node()
    repeated = tuple(_repeated(root, "")) if root is not None else ()
    data = loader.construct_document(root) if root is not None else None
    return Document(data=data, root=root, repeated=repeated)


_MENDS = {
    "\\t": "Indent with spaces, not tabs.",
    "mapping values are not allowed": "A text that holds ': ' needs quotes; a key needs the indentation of its neighbours.",
    "expected <block end>": "Check the indentation of this line against the lines around it.",
    "could not find expected ':'": "A ':' is missing after the key, on this line or the one before.",
    "while scanning a quoted scalar": "A quote is not closed.",
    "expected ',' or": "A bracket or a comma is missing before this.",
    "the alias": "Write the value out.",
}


def _sentence(error: yaml.MarkedYAMLError) -> str:
    said = ", ".join(part for part in (error.context, error.problem) if part)
    mend = next((mend for sign, mend in _MENDS.items() if sign in said), "")
    return f"This is no YAML: {said}. {mend}".rstrip()


def _repeated(node: yaml.Node, key: str) -> Iterator[Place]:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for name, value in node.value:
            inner = _joined(key, str(name.value))
            if inner in seen:
                yield Place(line=name.start_mark.line + 1, key=inner)
            seen.add(inner)
            yield from _repeated(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for at, value in enumerate(node.value):
            yield from _repeated(value, _joined(key, at))


def _step(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, int, str | int] | None:
    if isinstance(node, yaml.MappingNode):
        entries = {str(name.value): (value, name) for name, value in node.value}
        name = list(entries)[step] if isinstance(step, int) and step < len(entries) else step
        if name in entries:
            value, key = entries[str(name)]
            return value, key.start_mark.line + 1, name
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        value = node.value[step]
        return value, value.start_mark.line + 1, step
    return None


def _joined(key: str, step: str | int) -> str:
    if isinstance(step, int):
        return f"{key}[{step + 1}]"
    return f"{key}.{step}" if key else step


def as_mapping(value: Any) -> Mapping[Any, Any]:
    """The value if it is a mapping, else an empty one: for looking ahead into data not yet checked."""
    return value if isinstance(value, Mapping) else {}
