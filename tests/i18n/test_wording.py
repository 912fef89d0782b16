from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.i18n.catalogue import Catalogues, MissingText
from bot.i18n.languages import LANGUAGES, languages_of
from bot.i18n.render import Renderer
from bot.i18n.wording import Setting
from handlers.reply import Clock, Listed, Money, Param, text
from orders.names import Names

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 11, 27), ("T6 27/11", "11月27日 周五", "11月27日 週五", "Fri 27 Nov")),
        (date(2026, 12, 6), ("CN 6/12", "12月6日 周日", "12月6日 週日", "Sun 6 Dec")),
        (date(2027, 1, 4), ("T2 4/1/2027", "2027年1月4日 周一", "2027年1月4日 週一", "Mon 4 Jan 2027")),
        (
            Clock(at=datetime(2026, 11, 23, 20, 5, tzinfo=UTC)),
            ("03:05 T3 24/11", "11月24日 周二 03:05", "11月24日 週二 03:05", "Tue 24 Nov 03:05"),
        ),
        (Clock(at=datetime(2026, 11, 23, 2, 5, tzinfo=UTC), style="time"), ("09:05",) * 4),
        (
            Clock(at=datetime(2026, 11, 26, 17, 0, tzinfo=UTC), style="by"),
            ("24:00 T5 26/11", "11月26日 周四 24:00", "11月26日 週四 24:00", "Thu 26 Nov 24:00"),
        ),
        (
            Clock(at=datetime(2026, 11, 26, 18, 0, tzinfo=UTC), style="by"),
            ("01:00 T6 27/11", "11月27日 周五 01:00", "11月27日 週五 01:00", "Fri 27 Nov 01:00"),
        ),
        (
            Clock(at=datetime(2026, 12, 31, 17, 0, tzinfo=UTC), style="day"),
            ("T6 1/1/2027", "2027年1月1日 周五", "2027年1月1日 週五", "Fri 1 Jan 2027"),
        ),
        (
            Money(amount=12_500_000),
            (
                f"12.500.000{NBSP}₫",
                f"12,500,000{NBSP}越南盾",
                f"12,500,000{NBSP}越南盾",
                f"12,500,000{NBSP}VND",
            ),
        ),
        (
            Money(amount=-125_005, currency="CNY"),
            (
                f"-1.250,05{NBSP}nhân dân tệ",
                f"-1,250.05{NBSP}人民币",
                f"-1,250.05{NBSP}人民幣",
                f"-1,250.05{NBSP}CNY",
            ),
        ),
        (Money(amount=5, currency="THB"), (f"0,05{NBSP}THB", *(f"0.05{NBSP}THB",) * 3)),
        (Names(vi="Thiết kế", zh="设计部", en="Design"), ("Thiết kế", "设计部", "設計部", "Design")),
        (Listed(items=("a", "b", "c")), ("a, b, c", "a、b、c", "a、b、c", "a, b, c")),
        (Listed(items=("a", "b", "c"), joiner="or"), ("a, b hoặc c", "a、b或c", "a、b或c", "a, b or c")),
        (Listed(items=("a",), joiner="or"), ("a",) * 4),
        (Listed(items=("a", "b"), joiner="lines"), ("a\nb",) * 4),
        (Listed(items=()), ("",) * 4),
        (text("word.percent", percent=60), ("60%",) * 4),
        (2411, ("2411",) * 4),
    ],
)
def test_a_parameter_is_said_as_people_of_each_language_write_it(
    value: Param, said: tuple[str, ...], renderer: Renderer, setting: Setting
):
    line = text("word.plain", text=value)
    assert tuple(renderer.text(line, lang, setting) for lang in LANGUAGES) == said


@pytest.mark.parametrize(
    ("passed", "vi", "en"),
    [
        (timedelta(seconds=-30), "vừa xong", "just now"),
        (timedelta(seconds=59), "vừa xong", "just now"),
        (timedelta(minutes=1), "1 phút trước", "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 phút trước", "59 minutes ago"),
        (timedelta(hours=1), "1 giờ trước", "1 hour ago"),
        (timedelta(hours=47), "1 ngày trước", "1 day ago"),
        (timedelta(days=3), "3 ngày trước", "3 days ago"),
    ],
)
def test_how_long_ago_is_counted_from_the_moment_of_saying(
    passed: timedelta, vi: str, en: str, renderer: Renderer, setting: Setting
):
    line = text("word.plain", text=Clock(at=setting.now - passed, style="ago"))
    assert (renderer.text(line, "vi", setting), renderer.text(line, "en", setting)) == (vi, en)


def test_what_people_typed_is_never_markup(renderer: Renderer, setting: Setting):
    line = text("word.order", code="<b>&amp;", customer='{code} "Cơ khí" & <a href="x">Con</a>')
    assert renderer.text(line, "vi", setting) == (
        '<b>&lt;b&gt;&amp;amp;</b> · {code} "Cơ khí" &amp; &lt;a href="x"&gt;Con&lt;/a&gt;'
    )


def test_what_no_messenger_can_show_is_taken_out_of_what_people_typed(renderer: Renderer, setting: Setting):
    line = text("word.plain", text="a\x00b\x1b[31m\ud800c\u202ed\te\nf\r")
    assert renderer.text(line, "vi", setting) == "ab[31mcd\te\nf"


def test_a_moment_without_a_way_of_showing_it_is_a_bug(renderer: Renderer, setting: Setting):
    with pytest.raises(TypeError):
        renderer.text(text("word.plain", text=setting.now), "vi", setting)


def test_a_key_without_a_sentence_is_a_bug_that_tests_see(renderer: Renderer, setting: Setting):
    with pytest.raises(MissingText, match=r"word\.never_written in en"):
        renderer.text(text("word.never_written"), "en", setting)


def test_people_get_the_sentence_in_another_language_rather_than_nothing(tmp_path: Path):
    for folder, sentence in (("vi", "còn"), ("en", "left"), ("zh_Hans", ""), ("zh_Hant", "")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.po").write_text(f'msgid "x.left"\nmsgstr "{sentence}"\n', encoding="utf-8")
    lenient = Catalogues.load(tmp_path)
    assert lenient.t("x.left", "zh-Hans") == "còn"
    assert lenient.t("x.unknown", "en") == "x.unknown"


def test_a_key_written_in_two_areas_is_refused_at_start(tmp_path: Path):
    for lang in ("vi", "en", "zh_Hans", "zh_Hant"):
        (tmp_path / lang).mkdir()
        for area in ("one", "two"):
            (tmp_path / lang / f"{area}.po").write_text('msgid "x.same"\nmsgstr "a"\n')
    with pytest.raises(ValueError, match=r"x\.same"):
        Catalogues.load(tmp_path)


@pytest.mark.parametrize(
    ("stored", "default", "read"),
    [
        ("en", "vi", ("en",)),
        ("vi+zh-Hans", "en", ("vi", "zh-Hans")),
        ("", "zh-Hant", ("zh-Hant",)),
        ("fr", "vi+en", ("vi", "en")),
        ("", "fr", ("vi",)),
    ],
)
def test_a_chat_without_a_language_of_its_own_speaks_the_companys(
    stored: str, default: str, read: tuple[str, ...]
):
    assert languages_of(stored, default) == read
