"""Which function answers which method."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.params import Params
from sandbox.world import World

Method = Callable[[World, Params], Any]
METHODS: dict[str, Method] = {}


@dataclass(frozen=True, kw_only=True)
class Said:
    """A result that comes with a sentence beside it."""

    result: Any
    description: str


def method(*names: str) -> Callable[[Method], Method]:
    def register(function: Method) -> Method:
        METHODS.update(dict.fromkeys(names, function))
        return function

    return register
