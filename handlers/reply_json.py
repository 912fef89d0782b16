"""A Say as JSON and back: what an outbox row holds between commit and sending."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from handlers.reply import (
    Button,
    Clock,
    Document,
    Lane,
    Listed,
    MayWait,
    Money,
    Param,
    Picture,
    Say,
    Table,
    Text,
)
from orders.names import Names
from reminders.budget import Urgency

_DEFAULTS = {one.name: one.default for one in fields(Say)}


def say_to_json(say: Say) -> dict[str, Any]:
    """Only what differs from the defaults is written, so that rows stay small and old rows stay readable."""
    kept: dict[str, Any] = {}
    for name, default in _DEFAULTS.items():
        value = getattr(say, name)
        if value != default:
            kept[name] = _written(value)
    return kept


def say_from_json(stored: Mapping[str, Any]) -> Say:
    values = {name: _READERS.get(name, _as_is)(value) for name, value in stored.items()}
    return Say(**values)


def text_to_json(text: Text) -> dict[str, Any]:
    kept: dict[str, Any] = {"key": text.key}
    if text.params:
        kept["params"] = {name: _param_to_json(value) for name, value in text.params.items()}
    if text.count is not None:
        kept["count"] = text.count
    return kept


def text_from_json(stored: Mapping[str, Any]) -> Text:
    params = {name: _param_from_json(value) for name, value in stored.get("params", {}).items()}
    return Text(key=stored["key"], params=params, count=stored.get("count"))


def _param_to_json(value: Param) -> Any:
    match value:
        case bool() | int() | str():
            return value
        case datetime():
            raise TypeError("a moment is shown through Clock, which says how")
        case date():
            return {"day": value.isoformat()}
        case Names():
            return {"names": [value.vi, value.zh, value.en]}
        case Money():
            return {"money": [value.amount, value.currency]}
        case Clock():
            return {"clock": [value.at.isoformat(), value.style]}
        case Text():
            return {"text": text_to_json(value)}
        case Listed():
            return {"listed": [value.joiner, [_param_to_json(item) for item in value.items]]}


def _param_from_json(stored: Any) -> Param:
    if not isinstance(stored, dict):
        plain: str | int = stored
        return plain
    [(kind, value)] = stored.items()
    match kind:
        case "day":
            return date.fromisoformat(value)
        case "names":
            return Names.model_construct(vi=value[0], zh=value[1], en=value[2])
        case "money":
            return Money(amount=value[0], currency=value[1])
        case "clock":
            return Clock(at=datetime.fromisoformat(value[0]), style=value[1])
        case "text":
            return text_from_json(value)
        case "listed":
            return Listed(joiner=value[0], items=tuple(_param_from_json(item) for item in value[1]))
    raise ValueError(f"unknown kind of parameter: {kind}")


def _written(value: Any) -> Any:
    match value:
        case Text():
            return text_to_json(value)
        case Button():
            kept: dict[str, Any] = {"label": text_to_json(value.label)}
            if value.copies is not None:
                kept["copies"] = text_to_json(value.copies)
            return kept | {
                name: getattr(value, name)
                for name in ("data", "copy", "url", "style")
                if getattr(value, name)
            }
        case Picture():
            texts = {name: [text_to_json(one) for one in several] for name, several in value.texts.items()}
            return {"kind": value.kind, "data": dict(value.data), "texts": texts}
        case Document():
            return {name: _written(getattr(value, name)) for name in ("name", "tables", "lines")}
        case Table():
            rows = [[None if cell is None else _param_to_json(cell) for cell in row] for row in value.rows]
            return {"title": text_to_json(value.title), "head": _written(value.head), "rows": rows}
        case MayWait():
            written = {"urgency": value.urgency.value}
            several = {name: _written(getattr(value, name)) for name in ("gist", "code", "offers")}
            return written | {name: one for name, one in several.items() if one}
        case Lane():
            return value.value
        case tuple():
            return [_written(item) for item in value]
    return value


def _lines(stored: Any) -> tuple[Text, ...]:
    return tuple(text_from_json(line) for line in stored)


def _buttons(stored: Any) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(_button(button) for button in row) for row in stored)


def _button(stored: Mapping[str, Any]) -> Button:
    texts = {name: text_from_json(stored[name]) for name in ("label", "copies") if name in stored}
    return Button(**{**stored, **texts})


def _picture(stored: Mapping[str, Any]) -> Picture:
    texts = {name: _lines(several) for name, several in stored.get("texts", {}).items()}
    return Picture(kind=stored["kind"], data=stored["data"], texts=texts)


def _document(stored: Mapping[str, Any]) -> Document:
    tables = tuple(_table(one) for one in stored["tables"])
    return Document(name=stored["name"], tables=tables, lines=_lines(stored["lines"]))


def _table(stored: Mapping[str, Any]) -> Table:
    return Table(
        title=text_from_json(stored["title"]),
        head=_lines(stored["head"]),
        rows=tuple(
            tuple(None if cell is None else _param_from_json(cell) for cell in row) for row in stored["rows"]
        ),
    )


def _may_wait(stored: Mapping[str, Any]) -> MayWait:
    return MayWait(
        urgency=Urgency(stored["urgency"]),
        gist=_lines(stored.get("gist", ())),
        code=stored.get("code", ""),
        offers=tuple((order, stage) for order, stage in stored.get("offers", ())),
    )


def _as_is(value: Any) -> Any:
    return value


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "lines": _lines,
    "buttons": _buttons,
    "force_reply": text_from_json,
    "picture": _picture,
    "document": _document,
    "copies": lambda stored: tuple((chat, message) for chat, message in stored),
    "lane": Lane,
    "may_wait": _may_wait,
}
