"""Whatever somebody makes of a centre file, it is read, or refused with lines that are in it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.centres.centre_files import CentreFileError, Problem, load

SHIPPED = Path(__file__).parent / "elsewhere.yaml"
LINES = SHIPPED.read_text(encoding="utf-8").splitlines()
WORDS = (
    "", " ", ":", "- ", "{", "]", '"', "#", "null", "~", "0", "-1", "1e999", "yes", "2026-02-30", "08:00", "{}", "[]", "[[]]",
    "a: b", "due: 1wd before promised", "due: on promised", "due: 999wd", "after: [ship]", "after: [[plan]]", "when: [oem]",
    "unless: [untried]", "evidence: [[]]", "fields: {a: 1}", "kind: choice", "approver: head", "names: {vi: a}", "department: pmc",
    "flags: [oem]", "percent: 100", "!!python/none x", "&a *a", "? x", "<<: {a: b}", "\u202e", "𝟐wd", "é" * 300,
)  # fmt: skip
changes = st.lists(
    st.tuples(
        st.integers(0, len(LINES) - 1),
        st.sampled_from(["cut", "twice", "instead", "indented", "value", "swapped"]),
        st.sampled_from(WORDS),
    ),
    min_size=1,
    max_size=3,
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("strange") / "company.yaml"


@settings(max_examples=150)
@given(changes)
def test_a_file_changed_anywhere_is_read_or_refused_with_the_lines_at_fault(
    file: Path, changed: list[tuple[int, str, str]]
) -> None:
    lines = list(LINES)
    for at, how, word in changed:
        _change(lines, at % len(lines), how, word)
    file.write_text("\n".join(lines), encoding="utf-8")
    for problem in problems_of(file):
        assert problem.says.strip()
        assert 1 <= problem.line <= len(lines) + 1
        assert str(problem).startswith(f"{file}:{problem.line} ")


def problems_of(file: Path) -> tuple[Problem, ...]:
    """Empty where it can be used."""
    try:
        load(file)
    except CentreFileError as error:
        return error.problems
    return ()


def _change(lines: list[str], at: int, how: str, word: str) -> None:
    line = lines[at]
    indent = line[: len(line) - len(line.lstrip())]
    match how:
        case "cut":
            lines[at] = ""
        case "twice":
            lines.insert(at, line)
        case "instead":
            lines[at] = indent + word
        case "indented":
            lines[at] = f"  {line}"
        case "value":
            lines[at] = f"{line.split(':')[0]}: {word}"
        case "swapped":
            lines[at], lines[at - 1] = lines[at - 1], line
