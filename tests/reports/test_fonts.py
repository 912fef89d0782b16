"""No letter of any text is an empty box on a picture."""

import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from reports.fonts import font, font_file

ROOT = Path(__file__).parents[2]
VOWELS = ["a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y"]
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
VIETNAMESE = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES} | {"đ"}
LEVELS = [(codec, lead, trail) for codec, leads in (("gb2312", range(0xB0, 0xF8)), ("big5", range(0xA4, 0xC7)))
          for lead in leads for trail in range(0x40, 0xFF)]  # fmt: skip


def hanzi() -> set[str]:
    """All of GB2312, and level 1 of Big5."""
    read = (bytes([lead, trail]).decode(codec, errors="ignore") for codec, lead, trail in LEVELS)
    return {one for one in read if len(one) == 1 and one >= "一"}


def words() -> set[str]:
    """The letters, figures and signs of all catalogues and centre files; a messenger's own pictures are not drawn."""
    files = [*ROOT.glob("bot/locales/*/*.po"), *ROOT.glob("workflows/*.yaml")]
    written = {one for file in files for one in file.read_text(encoding="utf-8")}
    return {one for one in written if one.isprintable() and unicodedata.category(one) not in {"So", "Mn"}}


@pytest.fixture(params=[False, True], ids=["regular", "bold"])
def letters(request: pytest.FixtureRequest) -> set[str]:
    return {chr(code) for code in TTFont(font_file(bold=request.param)).getBestCmap()}


def test_every_vietnamese_letter_has_its_shape(letters: set[str]):
    both_cases = {one for small in VIETNAMESE for one in (small, small.upper())}
    assert len(both_cases) == 146  # 134 of them beyond ASCII
    assert both_cases - letters == set()


def test_every_hanzi_of_the_two_standards_has_its_shape(letters: set[str]):
    assert len(hanzi()) > 6763
    assert hanzi() - letters == set()


def test_whatever_the_catalogues_and_the_centres_say_has_its_shape(letters: set[str]):
    assert len(words()) > 500
    assert words() - letters == set()


def test_bold_letters_are_wider_than_plain_ones():
    name = "Sản xuất"
    assert font(40, bold=True).getlength(name) > font(40).getlength(name)


def test_the_licence_of_the_letters_lies_beside_them():
    assert "SIL OPEN FONT LICENSE Version 1.1" in font_file().with_name("OFL.txt").read_text(encoding="utf-8")
