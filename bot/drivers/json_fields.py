"""Fields of the messenger's JSON, of the type they must have: anything else is a TypeError, a lack a KeyError."""

from collections.abc import Mapping
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]


def number(of: Json, key: str) -> int:
    value = of[key]
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{key} is no integer: {value!r}")
    if not -(2**63) <= value < 2**63:  # what a database keeps
        raise OverflowError(f"{key} is out of range: {value}")
    return value


def degrees(of: Json, key: str) -> float:
    value = of[key]
    if not isinstance(value, int | float):
        raise TypeError(f"{key} is no number: {value!r}")
    return float(value)


def text(of: Json, key: str) -> str:
    """Return the text, or "" without one; free of what no database stores (NUL, half of a surrogate pair)."""
    value = of.get(key, "")
    if not isinstance(value, str):
        raise TypeError(f"{key} is no text: {value!r}")
    return value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def flag(of: Json, key: str) -> bool:
    return of.get(key) is True


def under(of: Json, key: str) -> Json:
    value = of[key]
    if not isinstance(value, Mapping):
        raise TypeError(f"{key} is no object: {value!r}")
    return value


def optional(of: Json, key: str) -> Json:
    """Return the object, or an empty one without it."""
    return under(of, key) if key in of else {}


def objects(of: Json, key: str) -> tuple[Json, ...]:
    value = of[key]
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise TypeError(f"{key} is no list of objects: {value!r}")
    return tuple(value)
