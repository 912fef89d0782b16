"""The parameters of one call, already found to be of the documented types."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from sandbox.wire import Upload


@dataclass(frozen=True, kw_only=True)
class Params:
    values: Mapping[str, Any]
    uploads: Mapping[str, Upload]

    def text(self, name: str) -> str:
        return cast("str", self.values.get(name, ""))

    def integer(self, name: str) -> int:
        return cast("int", self.values.get(name, 0))

    def flag(self, name: str) -> bool:
        return cast("bool", self.values.get(name, False))

    def entry(self, name: str) -> dict[str, Any]:
        return cast("dict[str, Any]", self.values.get(name) or {})

    def entries(self, name: str) -> list[Any]:
        return cast("list[Any]", self.values.get(name) or [])

    def has(self, name: str) -> bool:
        return name in self.values
