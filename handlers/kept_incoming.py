"""What a stranger said, kept whole until they are let in."""

from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from handlers.incoming import Incoming
from storage.kept_reports import Kept

_JSON = TypeAdapter(Incoming)


def to_json(incoming: Incoming) -> dict[str, Any]:
    """A tap's query and an ephemeral message are answered within seconds or never: they are not kept."""
    tap = replace(incoming.tap, query="") if incoming.tap else None
    kept: dict[str, Any] = _JSON.dump_python(replace(incoming, tap=tap, ephemeral=None), mode="json")
    return kept


def from_kept(kept: Kept) -> Incoming:
    return _JSON.validate_python(kept.body)
