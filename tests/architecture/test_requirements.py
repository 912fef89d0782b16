"""docs/requirements.md: every number stands there once, and every test, file and command it names exists."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from handlers.routes import COMMANDS
from tests.support.product import CHECKOUT

PAGE = (CHECKOUT / "docs" / "requirements.md").read_text()
#: How many each of the five documents asks for; one has parts of its own.
COUNTED = {"S0": 32, "S1": 19, "S2": 13, "S3": 45, "S4": 11}
LETTERED = ("S0-2a", "S0-2b", "S0-2c")
NOT_YET = "**not yet**: "


@cache
def rows() -> tuple[tuple[str, ...], ...]:
    """Number, what is asked, where it is met, shown by."""
    lines = [line for line in PAGE.splitlines() if re.match(r"\| S\d-", line)]
    return tuple(tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in lines)


def named_tests() -> Iterator[tuple[str, str]]:
    yield from re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)


@cache
def names_in(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_bytes())
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


def test_every_number_stands_there_exactly_once() -> None:
    wanted = [f"{part}-{number}" for part, count in COUNTED.items() for number in range(1, count + 1)]
    assert sorted(row[0] for row in rows()) == sorted([*wanted, *LETTERED])


def test_every_line_says_what_is_asked_where_it_is_met_and_what_shows_it() -> None:
    assert [row for row in rows() if len(row) != 4 or not all(row)] == []
    shown_by = re.compile(r"–|`tests/[^`]+::\w+`(, `tests/[^`]+::\w+`)*")
    assert [row[0] for row in rows() if not shown_by.fullmatch(row[3])] == []


def test_only_what_a_test_shows_is_called_met_and_the_rest_says_what_is_missing() -> None:
    assert [row[0] for row in rows() if row[3] == "–" and not row[2].startswith(NOT_YET)] == []
    assert [row[0] for row in rows() if "not yet" in row[2] and len(row[2]) <= len(NOT_YET)] == []


def test_every_test_it_names_exists() -> None:
    named = set(named_tests())
    missing = [
        f"{file}::{name}"
        for file, name in sorted(named)
        if not (CHECKOUT / file).is_file() or name not in names_in(CHECKOUT / file)
    ]
    assert missing == []
    assert named


@pytest.mark.parametrize("row", rows(), ids=[row[0] for row in rows()])
def test_every_file_and_command_it_names_exists(row: tuple[str, ...]) -> None:
    files = re.findall(r"`((?:[\w-]+/)+[\w-]+\.\w+)`", " ".join(row))
    assert [file for file in files if not (CHECKOUT / file).is_file()] == []
    assert [name for name in re.findall(r"`/(\w+)`", row[2]) if name not in COMMANDS] == []
