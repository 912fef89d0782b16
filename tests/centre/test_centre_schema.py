"""The JSON Schema describes files as they are written."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.centres.centre_schema import schema
from bot.centres.yaml_places import read

ADTECH = Path(__file__).parents[2] / "workflows" / "adtech.yaml"


def mismatches(value: Any, part: dict[str, Any], whole: dict[str, Any], path: str = "") -> list[str]:
    """As much of JSON Schema as ours uses: types, keys, patterns, enumerations, alternatives."""
    if "$ref" in part:
        return mismatches(value, whole["$defs"][part["$ref"].rpartition("/")[2]], whole, path)
    if "anyOf" in part:
        tried = [mismatches(value, one, whole, path) for one in part["anyOf"]]
        return [] if [] in tried else tried[0]
    if isinstance(value, dict):
        return _object_mismatches(value, part, whole, path)
    if isinstance(value, list):
        if part.get("type") != "array":
            return [f"{path}: a list"]
        return [
            one
            for at, item in enumerate(value)
            for one in mismatches(item, part["items"], whole, f"{path}[{at}]")
        ]
    fits = {"string": str, "integer": int, "number": int | float, "boolean": bool, "null": type(None)}
    wanted = part.get("type")
    if wanted and not isinstance(value, fits.get(wanted, ())):  # type: ignore[arg-type]  # a union is a class here
        return [f"{path}: {value!r} is no {wanted}"]
    if "pattern" in part and isinstance(value, str) and not re.search(part["pattern"], value):
        return [f"{path}: {value!r} against {part['pattern']}"]
    if value not in part.get("enum", [value]) or value != part.get("const", value):
        return [f"{path}: {value!r} is not listed"]
    return []


def _object_mismatches(
    value: dict[str, Any], part: dict[str, Any], whole: dict[str, Any], path: str
) -> list[str]:
    if part.get("type") != "object":
        return [f"{path}: a group"]
    found = [f"{path}: {key} is missing" for key in part.get("required", []) if key not in value]
    for key, inner in value.items():
        known = part.get("properties", {}).get(key)
        patterns = [
            one for pattern, one in part.get("patternProperties", {}).items() if re.search(pattern, key)
        ]
        other = part.get("additionalProperties", True)
        rule = known or (patterns[0] if patterns else other)
        if not re.search(part.get("propertyNames", {}).get("pattern", ""), key) or rule is False:
            found.append(f"{path}: {key} is not known")
        elif isinstance(rule, dict):
            found += mismatches(inner, rule, whole, f"{path}.{key}")
    return found


def test_the_shipped_file_fits_the_schema() -> None:
    described = schema()
    assert mismatches(read(ADTECH.read_text(encoding="utf-8")).data, described, described) == []
    json.dumps(described)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("due: on promised", "due: some day"),
        ("coordination: coordination", "cordination: coordination"),
        ("mon-sat:", "mo-sa:"),
        ("    department: sales", "    id: reception\n        department: sales"),
        ("evidence: [file, photo]", "evidence: [video]"),
    ],
)
def test_an_editor_sees_a_mistake_too(old: str, new: str) -> None:
    described = schema()
    text = ADTECH.read_text(encoding="utf-8")
    assert old in text
    assert mismatches(read(text.replace(old, new, 1)).data, described, described)


def test_every_key_is_described_as_it_is_written() -> None:
    described = schema()
    assert described["$schema"].startswith("https://json-schema.org/")
    assert "id" not in described["$defs"]["Stage"]["properties"]
    assert "id" in described["$defs"]["Company"]["required"]
    assert described["$defs"]["Defaults"]["properties"]["confirm_within"]["default"] == "2wh"
    assert described["$defs"]["ReportTimes"]["properties"]["daily_chart"]["default"] == "17:00"
