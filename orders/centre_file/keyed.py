"""Things with an id, written in a centre file as a mapping from the id to the rest, and kept in file order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from orders.centre_file.faults import Fault, refuse


@dataclass(frozen=True)
class ById:
    """Reads ``{id: {…}}`` into a tuple of models; the tuple itself (as it is stored) is read as well."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_with_ids, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the mapping; the key is the id, so the models lose theirs."""
        found = handler(schema)
        model = handler.resolve_ref_schema(found["items"])
        model.get("properties", {}).pop("id", None)
        if "id" in model.get("required", ()):
            model["required"].remove("id")
        return {
            "type": "object",
            "propertyNames": {"pattern": r"^[a-z][a-z0-9_]{0,19}$"},
            "additionalProperties": found["items"],
            **({"minProperties": found["minItems"]} if "minItems" in found else {}),
        }


def _with_ids(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    refuse(
        [
            Fault(path=(str(key), "id"), says=f"'{key}' is the id already.", mend="Take this line out.")
            for key, body in value.items()
            if isinstance(body, Mapping) and "id" in body
        ]
    )
    return tuple(_with_id(key, body) for key, body in value.items())


def _with_id(key: Any, body: Any) -> Any:
    if body is None:
        return {"id": key}
    return {"id": key, **body} if isinstance(body, Mapping) else body
