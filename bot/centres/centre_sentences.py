"""What pydantic found wrong with a centre file, in words that name the mend."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from orders.centre_file.centre import Centre
from orders.centre_file.company import Company
from orders.centre_file.faults import did_you_mean

_LANGUAGES = {"vi": "Vietnamese", "zh": "Chinese", "en": "English"}
_LIMITS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}
_IDS = "small letters, digits and _, beginning with a letter, at most 20 characters"


def sentence(details: ErrorDetails) -> str:
    """One or two sentences: what is wrong, and what is accepted."""
    kind, given, ctx = details["type"], details["input"], details.get("ctx", {})
    if kind == "value_error":
        return str(ctx["error"])
    if kind == "missing":
        return _missing(str(details["loc"][-1]))
    if kind == "extra_forbidden":
        return _unknown_key(details["loc"])
    if kind == "string_pattern_mismatch":
        return _pattern(given, str(ctx["pattern"]))
    if kind == "literal_error":
        return f"'{given}' is not known here. Accepted: {ctx['expected']}."
    return _plain(kind, given, ctx)


def _missing(key: str) -> str:
    if key in _LANGUAGES:
        return f"The {_LANGUAGES[key]} name is missing. Add `{key}: …` beside the others."
    return f"`{key}` is missing. Add it."


def _unknown_key(loc: tuple[str | int, ...]) -> str:
    model = _model_at(loc[:-1])
    known = [
        key for key in model.model_fields if key != "id" or model is Company
    ]  # elsewhere the id is the key above
    return f"There is no key `{loc[-1]}` here. {did_you_mean(str(loc[-1]), known)}"


def _model_at(loc: tuple[str | int, ...]) -> type[BaseModel]:
    """The model that reads the lines at this place. Steps that are no field are ids and numbers of entries."""
    model: type[BaseModel] = Centre
    for step in loc:
        if isinstance(step, str) and step in model.model_fields:
            model = next(_models_in(model.model_fields[step].annotation), model)
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _pattern(given: Any, pattern: str) -> str:
    accepted = {
        r"^\d{6}$": "the six digits of the bank's NAPAS BIN, e.g. 970436",
        r"^[A-Za-z0-9]{6,19}$": "6 to 19 digits or letters",
        r"^[A-Z]{3}$": "three capital letters, e.g. VND or CNY",
    }.get(pattern, _IDS)
    return f"'{given}' does not fit. Accepted: {accepted}."


def _plain(kind: str, given: Any, ctx: Mapping[str, Any]) -> str:
    shown = (
        "nothing"
        if given is None
        else f"'{given}'"
        if isinstance(given, str | int | float)
        else "a group of lines"
    )
    if kind in {"model_type", "model_attributes_type", "dict_type", "mapping_type"}:
        return f"A group of `key: value` lines belongs here, not {shown}."
    if kind in {"tuple_type", "list_type"}:
        return f"A list belongs here, not {shown}. Write [one, two] or one line each beginning with '- '."
    if kind == "string_type":
        quote = " Put it in quotes." if isinstance(given, int | float) else ""
        return f"A text belongs here, not {shown}.{quote}"
    if kind.startswith(("bool_", "int_", "decimal_")):
        wanted = "true or false" if kind.startswith("bool_") else "a number"
        return f"'{given}' does not fit. Accepted: {wanted}."
    if kind in {"too_short", "string_too_short"}:
        return f"This is too short. At least {ctx['min_length']} wanted."
    if kind in {"too_long", "string_too_long"}:
        return f"This is too long. At most {ctx['max_length']} allowed."
    if kind in _LIMITS:
        words, limit = _LIMITS[kind]
        return f"{shown} is out of range. It must be {words} {ctx[limit]}."
    if kind == "invalid_key":
        return "The key before the ':' is no text. Write one, in quotes if it is a number."
    return f"{shown} does not fit here."
