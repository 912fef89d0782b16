import re

from hypothesis import given
from hypothesis import strategies as st

from bot.i18n.split import plain, split, units
from bot.i18n.wording import escaped


def _tags_match(part: str) -> bool:
    opened: list[str] = []
    for closing, name in re.findall(r"<(/?)(\w+)[^>]*>", part):
        if not closing:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened


def test_what_fits_is_left_as_it_is():
    assert split("<b>a</b>\n\nb") == ["<b>a</b>\n\nb"]


def test_a_long_text_is_cut_between_lines_and_only_there():
    lines = [f"{number}: " + "x" * 90 for number in range(100)]
    parts = split("\n".join(lines), limit=1000)
    assert len(parts) > 9
    assert [line for part in parts for line in part.split("\n")] == lines


def test_a_line_too_long_by_itself_is_cut_between_words():
    words = [f"word{number}" for number in range(400)]
    parts = split(" ".join(words), limit=100)
    assert [word for part in parts for word in part.split()] == words
    assert max(map(units, parts)) <= 100


def test_one_endless_word_is_cut_where_it_must_be_but_never_inside_a_character():
    parts = split("🧵" * 25, limit=11)
    assert parts == ["🧵" * 5] * 5


def test_only_what_the_reader_sees_counts_against_the_limit():
    assert split("<b>" + "&amp;" * 50 + "</b>", limit=50) == ["<b>" + "&amp;" * 50 + "</b>"]


def test_tags_are_closed_before_a_cut_and_opened_again_behind_it():
    link = '<a href="tg://user?id=7">'
    assert split(f"<b>one {link}two three</a></b>", limit=8) == [
        f"<b>one {link}two</a></b>",
        f"<b>{link}three</a></b>",
    ]


def test_the_first_part_may_be_a_caption_and_shorter():
    parts = split("\n".join("x" * 10 for _ in range(10)), limit=60, first=25)
    assert [part.count("x") for part in parts] == [20, 50, 30]


def test_a_part_that_shows_nothing_is_left_out():
    assert split("\n" * 30 + "a" + "\n" * 30, limit=10) == ["a"]
    assert split(" \n ", limit=10) == []


PIECES = st.one_of(
    st.text(alphabet=st.sampled_from("aữ亚🧵 \n<&{"), max_size=40).map(escaped),
    st.text(alphabet=st.sampled_from("xy \n"), min_size=1, max_size=40).map(lambda text: f"<b>{text}</b>"),
)


@given(st.lists(PIECES, max_size=12).map("".join), st.integers(2, 60), st.integers(2, 60))
def test_nothing_but_white_space_is_ever_lost_and_every_part_is_sendable(marked: str, limit: int, first: int):
    parts = split(marked, limit=limit, first=first)
    assert "".join("".join(map(plain, parts)).split()) == "".join(plain(marked).split())
    assert all(units(plain(part)) <= limit for part in parts[1:])
    assert all(units(plain(part)) <= first for part in parts[:1])
    assert all(plain(part).strip() for part in parts)
    assert all(map(_tags_match, parts))
