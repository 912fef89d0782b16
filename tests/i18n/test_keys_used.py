"""What the code says has a sentence: keys and parameters are read out of the source."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.i18n.catalogue import Catalogues
from tests.support.every_refusal import all_refusals

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for package in ("bot", "handlers") for path in (ROOT / package).rglob("*.py"))
MAKERS = ("text", "Text")


@dataclass(frozen=True, kw_only=True)
class Use:
    """``beginning`` where the rest of the key is known only at run time; ``given`` None where parameters are."""

    key: str
    beginning: bool
    given: frozenset[str] | None
    where: str


def uses(source: Path) -> Iterator[Use]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
            where = f"{source.relative_to(ROOT)}:{node.lineno}"
            given = _given(node)
            for argument in _keys(node):
                for key, beginning in _written(argument):
                    yield Use(key=key, beginning=beginning, given=given, where=where)


def _keys(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args[:1]
    yield from (one.value for one in call.keywords if one.arg == "key")


def _given(call: ast.Call) -> frozenset[str] | None:
    names = [one.arg for one in call.keywords]
    if None in names or "params" in names:
        return None
    return frozenset(name for name in names if name)


def _written(node: ast.expr) -> Iterator[tuple[str, bool]]:
    """The keys an expression may stand for: a literal, the beginning of an f-string, both sides of a choice."""
    match node:
        case ast.Constant(value=str(key)):
            yield key, False
        case ast.JoinedStr(values=[ast.Constant(value=str(beginning)), *_]):
            yield beginning, True
        case ast.IfExp():
            yield from _written(node.body)
            yield from _written(node.orelse)


USES = [use for source in SOURCES for use in uses(source) if use.key]


def test_the_scan_sees_what_the_code_says():
    assert {use.key for use in USES} >= {"word.order", "keyboard.contact"}


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.where}:{use.key}")
def test_what_the_code_says_has_a_sentence_and_all_its_parameters(use: Use, catalogues: Catalogues):
    vietnamese = catalogues.by_language["vi"].sentences
    if use.beginning:
        assert any(key.startswith(use.key) for key in vietnamese), use.key
        return
    assert use.key in vietnamese
    if use.given is not None:
        needed = {name for form in vietnamese[use.key] for name in re.findall(r"\{(\w+)\}", form)}
        assert needed <= use.given | {"count"}


@pytest.mark.parametrize("refusal", all_refusals(), ids=lambda refusal: refusal.key)
def test_every_refusal_has_its_sentence(refusal: type, catalogues: Catalogues):
    assert refusal.key in catalogues.by_language["vi"].sentences
