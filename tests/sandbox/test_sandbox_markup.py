"""HTML as Telegram reads it."""

import pytest

from sandbox.formatting import read
from sandbox.markup import parse_html
from sandbox.refusal import Refusal

BROKEN = {
    "<b>x": 'Can\'t find end tag corresponding to start tag "b"',
    "ữ <x>": 'Unsupported start tag "x" at byte offset 4',
    "a</b>": "Unexpected end tag at byte offset 1",
    "<b>x</i>": 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    "1 <": "Unclosed start tag at byte offset 2",
    "<b>x</b": "Unclosed end tag at byte offset 4",
    "<span>x</span>": 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    "<a =x>y</a>": 'Empty attribute name in the tag "a" at byte offset 0',
    "3 < 4": 'Unsupported start tag "" at byte offset 2',
}


@pytest.mark.parametrize(("source", "why"), BROKEN.items())
def test_broken_markup_is_refused_in_tdlibs_words(source: str, why: str):
    with pytest.raises(Refusal) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {why}"


def test_offsets_count_utf16_units():
    text, entities = parse_html("🙂ữ <b>đậm</b>")
    assert text == "🙂ữ đậm"
    assert entities == [{"type": "bold", "offset": 4, "length": 3}]


def test_every_tag_of_the_documentation_becomes_its_entity():
    source = (
        "<b>a</b><strong>b</strong><i>c</i><em>d</em><u>e</u><ins>f</ins><s>g</s><strike>h</strike><del>i</del>"
        '<span class="tg-spoiler">j</span><tg-spoiler>k</tg-spoiler><a href="https://t.me/x?start=1&amp;y">l</a>'
        '<a href="tg://user?id=7">m</a><code>n</code><pre>o</pre><pre><code class="language-python">p</code></pre>'
        '<blockquote>q</blockquote><blockquote expandable>r</blockquote><tg-time unix="1647531900" format="wDT">s</tg-time>'
    )
    text, entities = parse_html(source)
    assert text == "abcdefghijklmnopqrs"
    assert [e["type"] for e in entities] == (
        ["bold", "bold", "italic", "italic", "underline", "underline"]
        + ["strikethrough"] * 3
        + ["spoiler", "spoiler", "text_link", "text_mention", "code", "pre", "pre"]
        + ["blockquote", "expandable_blockquote", "date_time"]
    )
    assert entities[11]["url"] == "https://t.me/x?start=1&y"
    assert entities[15]["language"] == "python"
    assert entities[18] == {
        "type": "date_time", "offset": 18, "length": 1, "unix_time": 1647531900, "date_time_format": "wDT",
    }  # fmt: skip


def test_only_telegrams_own_references_are_decoded():
    assert parse_html("&lt;&gt;&amp;&quot;&#39;&#x1F642;&nbsp;&copy")[0] == "<>&\"'🙂&nbsp;&copy"


def test_text_is_trimmed_and_cleaned_and_entities_move_along():
    text, entities = read("  \n a\x01\r<b> b </b>  \n", "HTML", [])
    assert text == "a  b"
    assert entities == [{"type": "bold", "offset": 2, "length": 2}]


def test_telegram_finds_commands_mentions_links_and_tags_by_itself():
    text, entities = read(
        "/update@dieuphoi_bot KT-2411 @mai_nguyen #gấp https://a.vn/x, b.com a@b.vn 1/2", "", []
    )
    found = [(e["type"], text[e["offset"] : e["offset"] + e["length"]]) for e in entities]
    assert found == [
        ("bot_command", "/update@dieuphoi_bot"),
        ("mention", "@mai_nguyen"),
        ("hashtag", "#gấp"),
        ("url", "https://a.vn/x"),
        ("url", "b.com"),
        ("email", "a@b.vn"),
    ]


def test_nothing_is_found_inside_code_and_no_style_lives_there():
    _, entities = read("<code>/x @some <b>y</b></code>", "HTML", [])
    assert [e["type"] for e in entities] == ["code"]
