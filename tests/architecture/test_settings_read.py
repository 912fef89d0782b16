"""That whatever a company may write in its centre file, or an operator in .env, is read by something that acts on it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.settings import Settings
from orders.centre_file.centre import Centre
from tests.support.product import modules

#: They look whether a file is well written and tell what it holds; what only they read does nothing.
LOOKING = {"bot.centres.centre_check", "bot.centres.centre_schema", "bot.centres.centre_sentences"}
CHECKS = ("orders.centre_file.", "_checks")
VALIDATORS = {"model_validator", "field_validator"}


def models(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """The model and all that a value of it may hold."""
    if model not in seen:
        seen.add(model)
        for field in model.model_fields.values():
            for inner in mentioned(field.annotation):
                models(inner, seen)
    return seen


def mentioned(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from mentioned(inner)


def acting() -> Iterator[Path]:
    begins, ends = CHECKS
    for name, path in modules().items():
        if name not in LOOKING and not (name.startswith(begins) and name.endswith(ends)):
            yield path


def attributes(node: ast.AST) -> Iterator[str]:
    """Every attribute that is read below, but in what pydantic calls to look a value over."""
    if isinstance(node, ast.FunctionDef) and any(map(is_validator, node.decorator_list)):
        return
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        yield node.attr
    for child in ast.iter_child_nodes(node):
        yield from attributes(child)


def is_validator(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Name) and called.id in VALIDATORS


@pytest.fixture(scope="module")
def read() -> frozenset[str]:
    return frozenset(name for path in acting() for name in attributes(ast.parse(path.read_bytes())))


def test_every_key_of_a_centre_file_is_read_by_something_that_acts_on_it(read: frozenset[str]):
    keys = {(model.__name__, key) for model in models(Centre, set()) for key in model.model_fields}
    assert len(keys) > 100  # the walk has found the parts of the parts
    assert {f"{model}.{key}" for model, key in keys if key not in read} == set()


def test_every_setting_is_read(read: frozenset[str]):
    assert {key for key in Settings.model_fields if key not in read} == set()
