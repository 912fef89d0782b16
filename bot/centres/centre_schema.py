"""`dieuphoi schema`: the centre file's shape as JSON Schema, so that an editor can complete and check it."""

from datetime import time
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from orders.calendars.spans import Length
from orders.centre_file.centre import Centre
from orders.centre_file.codes import CodePattern


class _FileSchema(GenerateJsonSchema):
    """Defaults as a file writes them; those of whole groups are left out."""

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, Length | CodePattern):
            return str(dft)
        return f"{dft:%H:%M}" if isinstance(dft, time) else super().encode_default(dft)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        found = super().default_schema(schema)
        if isinstance(found.get("default"), list | dict):
            del found["default"]
        return found


def schema() -> dict[str, Any]:
    """Name this file in a centre file's first line: ``# yaml-language-server: $schema=centre.schema.json``."""
    found = Centre.model_json_schema(schema_generator=_FileSchema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}
