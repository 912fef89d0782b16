"""docs/lessons.md: what goes wrong with reminders elsewhere, and that each of it has its tests here."""

import re

from tests.support.product import CHECKOUT

TESTS = CHECKOUT / "tests"
HEADINGS = re.compile(r"^## (\d+)\. .+$", re.MULTILINE)
BORNE = re.compile(r'"""Lesson (\d+)\b')
NAMED = re.compile(r"`(tests/[\w/]+\.py)`")


def test_each_lesson_names_a_test_that_bears_its_number() -> None:
    _, *parts = HEADINGS.split((CHECKOUT / "docs" / "lessons.md").read_text())
    lessons = dict(zip(map(int, parts[::2]), parts[1::2], strict=True))

    assert list(lessons) == list(range(1, 14))
    for number, said in lessons.items():
        named = NAMED.findall(said)
        assert named, number
        assert all(str(number) in BORNE.findall((CHECKOUT / path).read_text()) for path in named), number


def test_no_test_and_no_comment_bears_the_number_of_an_unknown_lesson() -> None:
    known = set(HEADINGS.findall((CHECKOUT / "docs" / "lessons.md").read_text()))
    folders = [path.parent for path in CHECKOUT.glob("*/__init__.py")]
    sources = [source for folder in (*folders, TESTS) for source in folder.rglob("*.py")]
    borne = {number for one in sources for number in re.findall(r"\b[Ll]esson (\d+)", one.read_text())}

    assert borne
    assert borne <= known
