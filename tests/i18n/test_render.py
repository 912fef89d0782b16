from datetime import UTC, date, datetime

from bot.i18n.languages import LANGUAGES
from bot.i18n.render import OPENING_ROOM, Reader, Renderer, cells, mention
from bot.i18n.split import CAPTION_LIMIT, TEXT_LIMIT, units
from bot.i18n.split import plain as unmarked
from bot.i18n.wording import Setting
from handlers.reply import Button, Clock, Document, Money, Say, Table, text


def reader(setting: Setting, *languages: str) -> Reader:
    return Reader(languages=languages, setting=setting)


def plain(words: str) -> object:
    return text("word.plain", text=words)


def test_a_group_of_two_languages_reads_each_line_in_both_and_equal_lines_once(
    renderer: Renderer, setting: Setting
):
    say = Say(lines=(text("word.somebody"), text(""), text("word.percent", percent=60), text("")))
    laid = renderer.say(say, reader(setting, "vi", "zh-Hans"))
    assert laid.parts == ("ai đó\n某人\n\n60%",)


def test_a_numbered_line_is_numbered_once_and_names_its_order_once(renderer: Renderer, setting: Setting):
    said = text(
        "nudge.whole",
        order=text("word.order", code="KT-1", customer="A & B"),
        missing=text("nudge.due", at="9:00"),
    )
    both = reader(setting, "vi", "zh-Hans")
    laid = renderer.say(Say(lines=(text("nudge.numbered", number=7, line=said),)), both)
    first, second = unmarked(laid.parts[0]).splitlines()
    assert first == "7. KT-1 · A & B: quá hạn từ 9:00"
    assert second == "↳ 9:00 已到期，还没完成"


def test_a_line_about_an_order_names_it_once_and_others_are_said_whole(renderer: Renderer, setting: Setting):
    both = reader(setting, "vi", "zh-Hans")
    order = text("word.order", code="KT-1", customer="A: B")
    [said] = renderer.say(
        Say(lines=(text("nudge.one", line=text("nudge.whole", order=order, missing="?")),)), both
    ).parts
    assert said == "🔔 <b>KT-1</b> · A: B: ?\n↳ ?"
    [said] = renderer.say(
        Say(lines=(text("order.head", order=order, state=text("state.order_open")),)), both
    ).parts
    assert unmarked(said).splitlines()[1] == "↳ B（进行中）"
    [said] = renderer.say(Say(lines=(text("nudge.how_work"),)), both).parts
    assert "↳" not in said


def test_keys_show_both_languages_and_have_a_row_of_their_own_where_they_would_be_cut_off(
    renderer: Renderer, setting: Setting
):
    def label(words: str) -> Button:
        return Button(label=text("list.or", first=words, second="b"), data="x")

    def laid(*row: Button, languages: tuple[str, ...] = ("vi", "zh-Hans")) -> list[list[str]]:
        say = Say(lines=(plain("?"),), buttons=(row,))
        return [[key.label for key in keys] for keys in renderer.say(say, reader(setting, *languages)).keys]

    assert laid(label("a"), label("c")) == [["a hoặc b · a或b", "c hoặc b · c或b"]]
    long = "abcdefghi"
    assert laid(label("a"), label(long), label("c")) == [
        ["a hoặc b · a或b"],
        [f"{long} hoặc b · {long}或b"],
        ["c hoặc b · c或b"],
    ]
    assert laid(label(long * 3)) == [[f"{long * 3} hoặc b"]]
    assert laid(label(long), label(long), languages=("vi",)) == [[f"{long} hoặc b"] * 2]
    assert laid(*(Button(label=plain(f"{one} {long}"), data="x") for one in "123456")) == [
        [f"{one} {long}" for one in "123456"]
    ]
    clock = Button(label=text("later.key_soon", hours=2), data="x")
    assert laid(clock) == [["⏰ Nhắc sau 2 giờ · 2小时后提醒"]]


def test_labels_are_plain_text(renderer: Renderer, setting: Setting):
    button = Button(label=text("word.order", code="<A&B>", customer="C"), copy="A&B")
    [[key]] = renderer.say(Say(lines=(), buttons=((button,),)), reader(setting, "vi")).keys
    assert (key.label, key.copy) == ("<A&B> · C", "A&B")


def test_the_mark_of_a_repeat_and_the_person_meant_share_the_first_line(renderer: Renderer, setting: Setting):
    opened = renderer.opened(
        "Đơn 2411",
        reader(setting, "vi", "zh-Hans"),
        mention=mention(7, "Tú <IT>"),
        words=(text("delivery.repeated"),),
    )
    assert opened == '<a href="tg://user?id=7">Tú &lt;IT&gt;</a>: (gửi lại) · (重发)\nĐơn 2411'
    assert renderer.opened("Đơn 2411", reader(setting, "vi"), mention="", words=()) == "Đơn 2411"


def test_a_caption_is_cut_shorter_than_what_follows_it(renderer: Renderer, setting: Setting):
    say = Say(lines=tuple(plain("x" * 99) for _ in range(60)))
    laid = renderer.say(say, reader(setting, "vi"), under_file="")
    assert [len(part) for part in laid.parts] == [999, 3599, 1399]


def test_what_a_caption_holds_with_what_is_put_before_it_is_one_message(renderer: Renderer, setting: Setting):
    opening = renderer.opened(
        "", reader(setting, "vi"), mention=mention(7, "Điệp"), words=(text("delivery.repeated"),)
    )
    room = CAPTION_LIMIT - units(unmarked(opening)) - 1  # with a line break between them
    for length, parts in ((room, 1), (room + 1, 2)):
        say = Say(lines=(plain("x" * length),))
        assert len(renderer.say(say, reader(setting, "vi"), under_file=opening).parts) == parts
        assert len(renderer.say(say, reader(setting, "vi"), under_file="").parts) == 1


def test_the_longest_opening_still_fits_before_a_full_part(renderer: Renderer, setting: Setting):
    words = (text("delivery.repeated"), text("delivery.waits_for_you"))
    full = "x" * (TEXT_LIMIT - OPENING_ROOM)
    for lang in LANGUAGES:
        opened = renderer.opened(
            full, reader(setting, "vi", lang), mention=mention(7, "W" * 129), words=words
        )
        assert units(unmarked(opened)) <= TEXT_LIMIT


def test_the_words_that_answer_a_tap_end_in_an_ellipsis_when_they_do_not_fit(
    renderer: Renderer, setting: Setting
):
    said = renderer.toast(plain("công đoạn " * 40), reader(setting, "vi", "zh-Hans"))
    assert said.endswith("công đoạn…")
    assert 190 <= len(said) <= 200
    assert renderer.toast(text("word.order_bare", code="A<B"), reader(setting, "vi")) == "A<B"


def test_the_private_keyboard_and_the_key_that_shares_a_number(renderer: Renderer, setting: Setting):
    def keyboard(kind: str, lang: str) -> object:
        return renderer.say(Say(lines=(plain("?"),), keyboard=kind), reader(setting, lang))

    assert keyboard("private", "vi").reply_keyboard == (("Việc của tôi", "Báo xong", "Kẹt"),)
    assert keyboard("remove", "vi").reply_keyboard == ()
    assert keyboard("", "vi").reply_keyboard is None
    assert keyboard("contact", "zh-Hans").asks_contact == "发送我的手机号"


def test_the_cells_of_a_file_are_values_where_they_can_be_counted_on_and_words_else(
    renderer: Renderer, setting: Setting
):
    at = datetime(2026, 11, 23, 2, 5, 7, tzinfo=UTC)
    row = (
        text("word.order", code="KT-2411", customer="Ánh & Bé"), Clock(at=at), date(2026, 12, 25),
        Money(amount=12_500_000), Money(amount=1250, currency="USD"), 7, "=1+1 <b>", None,
    )  # fmt: skip
    table = Table(title=text("sheet.events"), head=(text("sheet.at"),), rows=(row,))
    document = Document(name="kt-2411.xlsx", tables=(table,), lines=())
    [made] = renderer.tables(document, reader(setting, "vi", "zh-Hans"))
    assert made == {
        "title": "Diễn biến",
        "head": ["Lúc · 时间"],
        "rows": [
            [
                "KT-2411 · Ánh & Bé", {"moment": "2026-11-23T09:05:00"}, {"day": "2026-12-25"},
                {"amount": [12_500_000, 0, "VND"]}, {"amount": [1250, 2, "USD"]}, 7, "=1+1 <b>", None,
            ]
        ],
    }  # fmt: skip


def test_hanzi_count_as_two_cells():
    assert cells("Kẹt 卡住") == 8
