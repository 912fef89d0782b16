"""Every request the bot has made, for tests to look at."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(kw_only=True, eq=False)
class Call:
    """One request. ``at`` is machine time in seconds, ``connection`` tells keep-alive connections apart."""

    method: str
    params: dict[str, Any]
    uploads: dict[str, int]
    connection: str
    at: float
    world_time: datetime
    status: int = 0
    description: str = ""
    result: Any = None
    fault: str = ""


@dataclass(kw_only=True)
class Journal:
    """``violations`` says what no Bot API 10.3 client should have sent: unknown, missing, of a wrong type."""

    calls: list[Call] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def of(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if call.method in methods]
