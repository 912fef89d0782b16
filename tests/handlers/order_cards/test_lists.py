"""/my, /board, /order and words without a slash."""

from datetime import timedelta

from sqlalchemy import Connection

from handlers.overviews.board import CODES, SHOWN
from handlers.overviews.my import LISTED
from handlers.plain_words import KEYS
from handlers.reading.fold import fold
from orders.order import StageState
from storage.people import chats_rows, people_rows
from storage.post import cards_rows
from storage.post.cards_rows import Card
from tests.support.company import PEOPLE, PHOTO, RENDERER, Company
from tests.support.sweeping import Sweeping


def left_alone(conn: Connection, company: Company, department: str) -> None:
    """Its group is bound no more, and nobody of it can be written to."""
    chats_rows.unbind(conn, company.groups[department], None)
    for person in people_rows.members(conn, company.centre.id, department):
        people_rows.set_reachable(conn, person.user, reachable=False)


def cards(company: Company, who: str) -> list[str]:
    """The orders whose live card stands in somebody's private chat."""

    def read(conn: Connection) -> tuple[Card, ...]:
        later = company.now + timedelta(days=1)
        return cards_rows.claim(conn, owner="test", now=later, lease=timedelta(seconds=1), limit=50)

    chat = company.sender(who).id
    return [
        card.ref for card in company.store.write(read).result() if card.chat == chat and card.kind == "order"
    ]


def test_my_lists_what_my_departments_hold_with_a_button_each(company: Company) -> None:
    company.in_fabrication("KT-1")
    company.in_fabrication("KT-2")
    heard = company.says("Tú", "/my")
    assert "KT-1 · Khánh Thy" in heard.answer
    assert "KT-2 · Khánh Thy" in heard.answer
    menu = company.taps("Tú", heard, "KT-2 Gia công")
    assert "Xong" in menu.labels


def test_my_begins_with_what_i_received_myself(company: Company) -> None:
    company.in_fabrication("KT-1")
    company.in_fabrication("KT-2")
    company.says("Bảo", "/undo KT-2")
    company.says("Tú", "/undo KT-2")
    company.says("Bảo", "/confirm KT-2 gia công")
    assert company.says("Bảo", "/viec").answer.index("KT-2") < company.says("Bảo", "/viec").answer.index(
        "KT-1"
    )
    assert company.says("Tú", "/renwu").answer.index("KT-1") < company.says("Tú", "/renwu").answer.index(
        "KT-2"
    )


def test_my_is_for_the_asker_alone_in_a_group(company: Company) -> None:
    company.in_fabrication("KT-1")
    heard = company.says("Tú", "/my", group="production")
    assert heard.says[0].only_for == company.users["Tú"]


def test_my_shows_drafts_and_paused_orders_to_who_holds_them(company: Company) -> None:
    company.says("Lan", "/new Khánh Thy")
    company.in_fabrication("KT-2")
    company.taps("Điệp", company.says("Điệp", "/cancel KT-2 chờ khách"), "Tạm dừng")
    heard = company.says("Lan", "/my")
    assert "DH-261101" in heard.answer
    assert "KT-2" in heard.answer


def test_nothing_to_do_is_said(company: Company) -> None:
    assert "không có việc" in company.says("Thu", "/my").answer


def test_the_board_tells_late_and_stuck_apart(company: Company) -> None:
    company.in_fabrication("KT-1")
    company.says("Tú", "/update KT-1 gia công kẹt thiếu mica")
    company.in_fabrication("KT-2")
    company.says("Tú", "/update KT-2 gia công kẹt máy cắt hỏng")
    company.says("Lan", "/new KT-3; Nhật Minh; Hộp đèn; 20/11/2026")
    answer = company.says("Lan", "/board", group="sales").answer
    sections = {part.split("\n")[0]: part for part in answer.split("\n\n")}
    late = next(part for head, part in sections.items() if "⏰ Trễ (" in head)
    material = next(part for head, part in sections.items() if "Chờ vật tư" in head)
    stuck = next(part for head, part in sections.items() if head.startswith("⛔"))
    assert "KT-3" in late
    assert "KT-1" in material
    assert "KT-2" not in material
    assert "KT-2" in stuck
    assert "Gia công (Vận hành – Sản xuất): 2" in answer


def test_what_is_delivered_is_no_longer_late_on_the_board(company: Company) -> None:
    company.in_fabrication("KT-1", promised="1/12/2026")
    company.passes(days=9)
    assert "⏰ Trễ (" in company.says("An", "/board").answer
    for stage in ("gia công", "lắp ráp", "đóng gói", "giao hàng"):
        company.says("Tú", f"KT-1 {stage} xong")
    board = company.says("An", "/board").answer
    assert "Nghiệm thu" in board
    assert "⏰ Trễ (" not in board


def test_the_board_is_filtered_by_department_and_by_words(company: Company) -> None:
    company.in_fabrication("KT-1")
    company.says("Lan", "/new KT-3; Nhật Minh; Hộp đèn")
    assert "KT-3" not in company.says("Lan", "/board sản xuất").answer
    assert "KT-1" not in company.says("Lan", "/board nhật minh").answer
    assert "KT-3" in company.says("Lan", "/kanban 销售").answer
    assert "khớp" in company.says("Lan", "/board không có gì").answer


def test_an_empty_board_says_how_to_begin(company: Company) -> None:
    assert "/" in company.says("Lan", "/bang").answer


def test_an_order_by_code_is_a_live_card(company: Company) -> None:
    company.in_fabrication("KT-1")
    assert company.says("Tú", "/order KT-1").says == ()
    assert cards(company, "Tú") == [str(company.order("KT-1").id)]


def test_a_customer_with_several_orders_is_one_list(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển alu")
    company.says("Lan", "/new KT-2; Khánh Thy; Hộp đèn")
    heard = company.says("Tú", "/don khánh thy")
    assert "KT-1 · Khánh Thy · Biển alu" in heard.answer
    assert "KT-2 · Khánh Thy · Hộp đèn" in heard.answer
    company.taps("Tú", heard, "KT-2")
    assert cards(company, "Tú") == [str(company.order("KT-2").id)]


def test_a_bare_code_in_private_shows_the_card(company: Company) -> None:
    company.in_fabrication("KT-2411")
    assert company.says("Tú", "2411").says == ()
    assert cards(company, "Tú") == [str(company.order("KT-2411").id)]


def test_words_after_a_code_are_a_report(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "2411 xong")
    assert company.order("KT-2411").stage("fabrication").state is StageState.DONE


def test_a_bare_stage_without_a_command_closes_nothing(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "2411 gia công")
    assert company.order("KT-2411").stage("fabrication").state is StageState.ACTIVE


def test_in_a_group_words_without_a_slash_are_nobodys_business(company: Company) -> None:
    company.in_fabrication("KT-2411")
    assert company.says("Tú", "2411 xong", group="production").says == ()
    assert company.order("KT-2411").stage("fabrication").state is StageState.ACTIVE


def test_the_keys_of_the_keyboard_open_their_lists(company: Company) -> None:
    company.in_fabrication("KT-2411")
    assert "KT-2411" in company.says("Tú", "Việc của tôi").answer
    for key in ("Báo xong", "Kẹt"):
        assert any("KT-2411" in label for label in company.says("Tú", key).labels)


def test_every_keyboard_label_is_known_in_every_language() -> None:
    for lang in ("vi", "zh-Hans", "zh-Hant", "en"):
        for name, sent in KEYS.items():
            label = RENDERER._wording._catalogues.t(f"keyboard.{name}", lang)
            assert fold(label) in sent, f"{label} ({lang})"


def test_talk_gets_a_hint_and_nothing_else(company: Company) -> None:
    heard = company.says("Tú", "ăn cơm chưa mọi người")
    assert "ví dụ: DH-261101 xong" in heard.answer  # no order yet: the first code there would be
    assert heard.says[0].keyboard == "private"


def test_a_photo_alone_asks_which_work_it_is_of(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", "", attachments=(PHOTO,))
    company.taps("Tú", heard, "KT-2411")
    record = company.order("KT-2411").stage("fabrication")
    assert len(record.evidence) == 1
    assert record.state is StageState.ACTIVE


def test_a_photo_of_somebody_without_open_work_says_what_to_write(company: Company) -> None:
    heard = company.says("Thu", "", attachments=(PHOTO,))
    assert "2411" in heard.answer


def test_an_unknown_command_suggests_one_that_looks_like_it(company: Company) -> None:
    assert "capnhat" in company.says("Tú", "/capnhap 2411 xong").answer
    assert company.says("Tú", "/unknown", group="production").says == ()


def test_a_long_list_shows_the_first_and_counts_the_rest(company: Company) -> None:
    for number in range(LISTED + 2):
        company.says("Lan", f"/new KT-{number}; Khánh Thy; Biển alu")

    heard = company.says("Lan", "/my")

    assert sum(label.endswith("Nhận đơn") for label in heard.labels) == LISTED
    assert "2 việc nữa" in heard.answer


def test_a_long_board_shows_the_most_urgent_and_counts_the_rest(company: Company) -> None:
    for number in range(1, CODES + 2):
        company.says("Lan", f"/new KT-{number:02}; Khánh Thy; Biển alu; {number}/12/2026")
    company.passes(days=40)

    _, late, by_stage = company.says("An", "/board").answer.split("\n\n")

    head, *lines, rest = late.split("\n")
    assert head.endswith(f"({CODES + 1})")
    assert [line[:5] for line in lines] == [f"KT-{number:02}" for number in range(1, SHOWN + 1)]
    assert rest == f"… và {CODES + 1 - SHOWN} đơn nữa. Xem hết: /bang trễ"
    assert by_stage.endswith(f"KT-{CODES} … +1")


def test_what_lies_where_nobody_can_be_told_stands_apart_on_the_board(company: Company) -> None:
    """Lesson 5: nothing is parked for ever; what has nobody to ask is said, with how to mend it."""
    company.in_fabrication("KT-1")
    assert "Không có ai để hỏi" not in company.says("Điệp", "/board").answer
    company.store.write(lambda conn: left_alone(conn, company, "production")).result()
    answer = company.says("Điệp", "/board").answer
    assert "🚪 Không có ai để hỏi (1)\nKT-1 · Khánh Thy – Gia công: Vận hành – Sản xuất" in answer
    assert "/gan" in answer


def test_what_was_asked_all_the_way_up_without_an_answer_stands_apart_on_the_board(company: Company) -> None:
    """Lesson 5: who stands highest has been told, nobody acted: it stays in sight until somebody does."""
    company.in_fabrication("KT-1")
    sweeping = Sweeping(company=company)
    sweeping.until(company.now + timedelta(days=1))
    assert "Đã hỏi hết các cấp" not in company.says("Điệp", "/board").answer
    sweeping.until(company.now + timedelta(days=9))
    answer = company.says("Điệp", "/board", group="coordination").answer
    assert "📵 Đã hỏi hết các cấp, chưa ai trả lời (1)\nKT-1 · Khánh Thy · Gia công" in answer
    assert not any(name in answer.replace("Khánh Thy", "") for name in PEOPLE)
    assert "Đã hỏi hết" not in company.says("Điệp", "/board thiết kế").answer
    company.says("Tú", "/update KT-1 gia công mai xong")
    assert "Đã hỏi hết" not in company.says("Điệp", "/board").answer
