"""The tour in the docs and the pictures of it are the same, in each language."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.tour import LANGUAGES, PICTURES, STEPS

LARGEST = 4_000_000  # bytes, all pictures together: who clones the project carries them along
SHOWN = re.compile(
    r'<img src="(?P<place>[\w/.-]+)"[^>]* alt="(?P<words>[^"]+)"|!\[[^]]+\]\((?P<file>[^)]+)\)'
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tour_shows_each_of_its_pictures_once_in_the_order_they_are_taken(language: str):
    text = (PICTURES / f"{language}.md").read_text(encoding="utf-8")
    assert [found["place"] for found in SHOWN.finditer(text)] == [f"{language}/{name}.png" for name in STEPS]
    headings = [int(number) for number in re.findall(r"^## (\d)\.", text, re.MULTILINE)]
    assert headings[0] == 1
    assert all(two == one + 1 for one, two in pairwise(headings))


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_picture_for_each_step_and_none_besides(language: str):
    taken = sorted((PICTURES / language).iterdir())
    assert [file.name for file in taken] == [f"{name}.png" for name in STEPS]
    assert {_size(file) for file in taken} == {(1280, 800), (720, 1480)}


def test_the_pictures_are_small():
    assert sum(file.stat().st_size for file in PICTURES.rglob("*.png")) < LARGEST


def test_what_the_readme_shows_is_there():
    readme = PICTURES.parents[1] / "README.md"
    shown = [found["place"] or found["file"] for found in SHOWN.finditer(readme.read_text(encoding="utf-8"))]
    assert len(shown) >= 3
    assert [place for place in shown if not Path(readme.parent, place).exists()] == []


def _size(file: Path) -> tuple[int, int]:
    with Image.open(file) as picture:
        return picture.size
