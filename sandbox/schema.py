"""What Bot API 10.3 accepts and answers: every request is held against it before anything else happens."""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from sandbox.wire import Upload

INTEGER = re.compile(r"-?\d+")
LIST = "Array of "
TRUE, FALSE = {"true", "yes", "1"}, {"false", "no", "0"}


@cache
def load() -> "Schema":
    text = files("sandbox").joinpath("data/bot_api_schema.json").read_text(encoding="utf-8")
    return Schema(json.loads(text))


class Schema:
    def __init__(self, data: Mapping[str, Any]) -> None:
        self._methods: dict[str, Any] = data["methods"]
        self._types: dict[str, Any] = data["types"]
        self._names = {name.lower(): name for name in self._methods}

    def method(self, name: str) -> str | None:
        """Return a method's name as documented: on the wire its case does not matter."""
        return self._names.get(name.lower())

    def request(self, method: str, sent: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Decode what was sent to native values, and say what the documentation does not know of it."""
        fields = {field["name"]: field for field in self._methods[method]["fields"]}
        decoded: dict[str, Any] = {}
        problems = [f"{name}: unknown parameter" for name in sent if name not in fields]
        for name, field in fields.items():
            if name in sent:
                decoded[name] = _decode(sent[name], field["types"])
                problems += self._field(decoded[name], field, name)
            elif field["required"]:
                problems.append(f"{name}: missing")
        return decoded, problems

    def result(self, method: str, value: Any) -> list[str]:
        """Say what is wrong with an answer of the sandbox itself."""
        types = self._methods[method]["returns"]
        return [] if value is True and "True" in types else self.value(value, types, "result")

    def value(self, value: Any, types: list[str], path: str) -> list[str]:
        """Return the problems under the alternative that fits best; a list may mix its kinds of items."""
        inner = [each.removeprefix(LIST) for each in types if each.startswith(LIST)]
        if isinstance(value, list) and inner:
            return [p for i, item in enumerate(value) for p in self.value(item, inner, f"{path}[{i}]")]
        return min((self._one(value, each, path) for each in types), key=_misfit)

    def _field(self, value: Any, field: Mapping[str, Any], path: str) -> list[str]:
        problems = self.value(value, field["types"], path)
        allowed = field.get("enum")
        if not problems and allowed and value not in ("", *allowed):
            return [f"{path}: {value!r} is not one of {', '.join(map(str, allowed))}"]
        return problems

    def _one(self, value: Any, name: str, path: str) -> list[str]:
        if name.startswith(LIST):
            return [f"{path}: not {name}"]
        if name in self._types and name != "InputFile":
            return self._object(value, name, path)
        return [] if _is_plain(value, name) else [f"{path}: not {name}"]

    def _object(self, value: Any, name: str, path: str) -> list[str]:
        kind = self._types[name]
        if kind.get("subtypes"):
            return self.value(value, kind["subtypes"], path)
        if not isinstance(value, dict):
            return [f"{path}: not {name}"]
        if name == "InlineKeyboardMarkup" and not value:
            return []  # python-telegram-bot writes an empty keyboard so, and Telegram takes it
        fields = {field["name"]: field for field in kind["fields"]}
        problems = [f"{path}.{key}: unknown in {name}" for key in value if key not in fields]
        for key, field in fields.items():
            if key in value:
                problems += self._field(value[key], field, f"{path}.{key}")
            elif field["required"]:
                problems.append(f"{path}.{key}: missing in {name}")
        return problems


def _misfit(problems: list[str]) -> tuple[bool, int]:
    """An alternative whose fixed fields say another kind is no candidate, however few its problems."""
    return any("is not one of" in problem for problem in problems), len(problems)


def _is_plain(value: Any, name: str) -> bool:
    match name:
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "Boolean":
            return isinstance(value, bool)
        case "True":
            return value is True
        case "InputFile":
            return isinstance(value, Upload) or (isinstance(value, str) and value.startswith("attach://"))
    return isinstance(value, str)


def _decode(value: Any, types: list[str]) -> Any:
    """Read a form's string as what the field is; what cannot be read stays and is found wrong later."""
    if not isinstance(value, str):
        return value
    if "Integer" in types and INTEGER.fullmatch(value):
        return int(value)
    if "Boolean" in types and value.lower() in TRUE | FALSE:
        return value.lower() in TRUE
    if "String" in types or "Integer" in types or "Boolean" in types:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
