"""A stage given to somebody: by words, by button, told, shown, taken back; and whoever follows a stage."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from handlers.order_cards.order_lines import card_lines
from handlers.reply import Say
from handlers.seeing import ALL
from handlers.view import View
from orders.order import PersonId
from storage.people import people_rows
from tests.support.company import FILE, Company, Heard
from tests.support.sweeping import Sweeping


def offered(company: Company) -> None:
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-2411 nhận đơn xong")


def number(company: Company, name: str) -> PersonId:
    def read(conn: Connection) -> PersonId:
        row = people_rows.by_user(conn, company.users[name])
        assert row is not None
        return row.id

    return company.store.read(read).result()


def assignee(company: Company, stage: str) -> PersonId | None:
    return company.order("KT-2411").stage(stage).assigned_to


def told(heard: Heard, company: Company, name: str) -> Sequence[Say]:
    return [say for say in heard.says[1:] if say.to_user == company.users[name]]


@pytest.mark.parametrize(
    "words",
    [
        "thiết kế cho Minh",
        "thiết kế giao cho anh Minh",
        "thiết kế giao Minh",
        "design to Minh",
        "thiết kế 交给Minh",
    ],
)
def test_a_line_that_names_a_person_gives_them_the_stage(company: Company, words: str) -> None:
    offered(company)

    heard = company.says("Vy", f"/update KT-2411 {words}")

    assert assignee(company, "design") == number(company, "Minh")
    assert "giao Minh (Vy" in heard.answer
    [notice] = told(heard, company, "Minh")
    assert "Vy giao bạn: KT-2411" in heard.read(notice)
    assert "Đã nhận" in " ".join(heard.keys(notice))


def test_the_receipt_button_told_to_the_assignee_works_and_older_buttons_too(company: Company) -> None:
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    notice = company.says("Lan", "/update KT-2411 nhận đơn xong")
    older = next(data for name, data in notice.keys().items() if "Đã nhận" in name)
    company.says("Vy", "/update KT-2411 thiết kế cho Minh")

    assert "Minh" in company.forges("Minh", older).answer  # its version did not rise


def test_a_stage_is_given_by_button_to_people_of_its_department(company: Company) -> None:
    offered(company)
    menu = company.taps("Vy", company.says("Vy", "/my"), "Thiết kế")

    asked = company.taps("Vy", menu, "Giao cho")
    assert {"Tôi làm", "Minh"} <= asked.labels
    assert "Lan" not in asked.labels
    company.taps("Vy", asked, "Minh")
    assert assignee(company, "design") == number(company, "Minh")

    again = company.taps("Vy", company.taps("Vy", company.says("Vy", "/my"), "Thiết kế"), "Giao cho")
    company.taps("Vy", again, "Không giao riêng ai")
    assert assignee(company, "design") is None


def test_it_is_shown_on_the_card_in_the_stages_menu_and_in_the_story(company: Company) -> None:
    offered(company)
    company.says("Vy", "/update KT-2411 thiết kế cho Minh")

    order = company.order("KT-2411")

    def laid(conn: Connection) -> Say:
        view = View(conn=conn, centre=company.centre, now=company.now)
        return Say(lines=card_lines(view, order, sees=ALL), chat=1)

    heard = company.says("Lan", "/history KT-2411")
    say = company.store.read(laid).result()
    assert "👤 Minh" in heard.read(say)
    assert "giao người làm" in heard.answer
    menu = company.taps("Vy", company.says("Vy", "/my"), "Thiết kế")
    assert "👤 Minh làm (Vy giao)" in menu.answer
    assert "Theo dõi: EANT" in menu.answer


def test_what_was_given_to_me_comes_first_and_what_was_given_to_others_last(company: Company) -> None:
    for code in ("KT-1", "KT-2", "KT-3"):
        company.says("Lan", f"/new {code}; Khánh Thy; Biển alu")
        company.says("Lan", f"/update {code} nhận đơn xong")
    company.says("Vy", "/update KT-1 thiết kế cho Vy")
    company.says("Vy", "/update KT-3 thiết kế cho Minh")

    lines = [line for line in company.says("Minh", "/my").answer.splitlines() if "Thiết kế" in line]

    assert ["KT-3" in lines[0], "KT-1" in lines[-1]] == [True, True]


def test_it_is_undone_and_later_work_does_not_stand_in_the_way(company: Company) -> None:
    offered(company)
    given = company.says("Vy", "/update KT-2411 thiết kế cho Minh")
    company.delivers(given)
    company.says("Minh", "/update KT-2411 thiết kế 20%")

    undone = company.taps("Vy", given, "Hoàn tác")

    assert assignee(company, "design") is None
    assert company.order("KT-2411").stage("design").percent == 20
    assert "đã rút lại" in "\n".join(undone.read(say) for say in undone.says)


def test_the_giver_may_take_back_what_was_done_before_although_the_next_stage_was_given(
    company: Company,
) -> None:
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    done = company.says("Lan", "/update KT-2411 nhận đơn xong")
    company.says("Vy", "/update KT-2411 thiết kế cho Minh")

    assert "Hoàn tác" in "".join(done.labels)
    company.taps("Lan", done, "Hoàn tác")
    assert company.order("KT-2411").stage("reception").done_at is None


def test_who_disposes_of_what(company: Company) -> None:
    offered(company)
    outsider = company.says("Tú", "/update KT-2411 thiết kế cho Minh").answer
    assert "Thiết kế" in outsider
    assert "trưởng" in outsider
    company.says("Minh", "/update KT-2411 thiết kế cho Minh")  # takes it
    company.says("Minh", "/update KT-2411 thiết kế cho Vy")  # passes his own on
    assert assignee(company, "design") == number(company, "Vy")
    assert "trưởng" in company.says("Minh", "/update KT-2411 thiết kế cho Minh").answer  # not his any more
    assert assignee(company, "design") == number(company, "Vy")
    company.says("Điệp", "/update KT-2411 thiết kế cho Minh")
    assert assignee(company, "design") == number(company, "Minh")
    assert "không ở bộ phận đó" in company.says("Vy", "/update KT-2411 thiết kế cho Tú").answer
    assert "ghi" in company.says("Soát", "/update KT-2411 thiết kế cho Vy").answer
    assert assignee(company, "design") == number(company, "Minh")


@pytest.mark.parametrize(
    "words", ["thiết kế cho khách", "thiết kế giao hàng cho khách xong mai", "thiết kế cho"]
)
def test_words_that_name_nobody_of_the_company_give_nothing_away(company: Company, words: str) -> None:
    offered(company)
    company.says("Minh", f"/update KT-2411 {words}")

    assert assignee(company, "design") is None


def test_who_is_away_is_named_and_the_deputy_told(company: Company) -> None:
    offered(company)
    company.says("Minh", "/nghi hôm nay, Vy thay")

    heard = company.says("Điệp", "/update KT-2411 thiết kế cho Minh")

    assert "Minh đang nghỉ; Vy thay" in heard.answer
    [notice] = told(heard, company, "Vy")
    assert "Bạn đang thay Minh" in heard.read(notice)


def test_who_leaves_leaves_no_stage_behind_and_coordination_hears(company: Company) -> None:
    offered(company)
    company.says("Vy", "/update KT-2411 thiết kế cho Minh")
    card = company.taps("An", company.taps("An", company.says("An", "/members"), "Thiết kế"), "Minh")

    left = company.taps("An", company.taps("An", card, "Cho ra khỏi công ty"), "Đúng")

    assert assignee(company, "design") is None
    assert "KT-2411" in left.told(company.groups["coordination"])
    assert "chưa giao cho ai" in left.told(company.groups["coordination"])


# --- whoever follows -----------------------------------------------------------------------------------------------


def test_whoever_follows_hears_that_it_is_done_and_that_it_is_stuck(company: Company) -> None:
    """In this company EANT follows design; it has no chat, and Khoa is no head: it is bound to one first."""
    offered(company)
    company.says("Minh", "/gan eant", group="finance")
    company.says("Điệp", "/bind eant", group="finance")

    stuck = company.says("Minh", "/ket KT-2411 thiết kế chờ khách duyệt maket")
    done = company.says("Minh", "/update KT-2411 thiết kế xong", attachments=(FILE,))

    assert "Thiết kế kẹt" in stuck.told(company.groups["finance"])
    assert "Thiết kế đã xong (Minh)" in done.told(company.groups["finance"])
    [say] = [say for say in stuck.says if say.chat == company.groups["finance"]]
    assert [label for label in stuck.keys(say) if "Xem" not in label and "đơn" not in label.lower()] == []


def test_whoever_follows_and_cannot_be_told_is_nobodys_worry(company: Company) -> None:
    offered(company)

    done = company.says("Minh", "/update KT-2411 thiết kế xong", attachments=(FILE,))

    assert "EANT" not in done.answer
    assert "EANT" not in done.told(company.groups["coordination"])


def test_whoever_follows_hears_once_that_it_is_late_and_is_asked_nothing(company: Company) -> None:
    offered(company)
    company.says("Điệp", "/bind eant", group="finance")
    company.says("Minh", "/confirm KT-2411 thiết kế")
    company.says("Minh", "/confirm KT-2411 vị trí sản xuất")
    sweeping = Sweeping(company=company)

    told = sweeping.until(company.now + timedelta(days=12))

    design = [chat for _, chat, lines in told if "KT-2411 design" in lines]
    assert design.count("finance") == 1
    assert design.count("design") > 1


def test_what_only_the_follower_has_heard_is_not_heard(company: Company) -> None:
    offered(company)
    company.says("Điệp", "/bind eant", group="finance")
    company.says("Minh", "/confirm KT-2411 thiết kế")
    sweeping = Sweeping(company=company, down=frozenset({"design"}))

    told = sweeping.until(company.now + timedelta(days=12))

    assert "finance" in {chat for _, chat, _ in told}
    assert "Vy" not in {chat for _, chat, _ in told}  # the head's turn comes after the department has heard
