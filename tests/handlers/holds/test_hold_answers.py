"""“Đúng, bên tôi”, “Không phải bên tôi”, and the coordinator's decision, in the chat."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from orders.order import Hold
from storage.people import chats_rows
from tests.support.company import Company, Heard
from tests.support.nudged import Nudged

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")


def held(company: Company, reason: str = "khách chưa chốt") -> Heard:
    company.in_fabrication("KT-2411")
    return company.says("Tú", f"/hold 2411 gia công {reason}")


def hold_of(company: Company) -> Hold:
    hold = company.order("KT-2411").stage("fabrication").hold
    assert hold is not None
    return hold


def notice(company: Company, heard: Heard, department: str) -> dict[str, str]:
    """The buttons of what a department's group was told."""
    [say] = [one for one in heard.says[1:] if one.chat == company.groups[department]]
    return heard.keys(say)


def refused(company: Company) -> Heard:
    keys = notice(company, held(company), "sales")
    company.forges("Lan", keys["Không phải bên tôi"])
    return company.says("Lan", "khách duyệt từ hôm qua")


def test_only_the_department_that_answers_is_asked_whose_it_is(company: Company) -> None:
    heard = held(company)
    assert {"Đúng, bên tôi", "Không phải bên tôi", "Làm tiếp"} <= set(notice(company, heard, "sales"))
    assert "Đúng, bên tôi" not in notice(company, heard, "production")


def test_a_hold_of_ones_own_asks_nobody(company: Company) -> None:
    heard = held(company, "máy hỏng")
    assert "Đúng, bên tôi" not in notice(company, heard, "production")


def test_ours_is_told_to_those_who_are_stuck(company: Company) -> None:
    keys = notice(company, held(company), "sales")
    heard = company.forges("Lan", keys["Đúng, bên tôi"], group="sales")
    assert hold_of(company).answer == "ours"
    assert "Kinh doanh đã nhận gỡ" in heard.told(company.groups["production"])
    again = company.forges("Hùng", keys["Đúng, bên tôi"], group="sales")
    assert "Đã ghi rồi: nhận gỡ kẹt, Lan" in again.answer


def test_refused_with_a_reason_coordination_decides_by_button(company: Company) -> None:
    heard = refused(company)
    assert "chờ điều phối chốt" in heard.answer
    told = heard.told(company.groups["coordination"])
    assert "Kinh doanh nói không phải bên mình" in told
    assert "khách duyệt từ hôm qua" in told
    keys = notice(company, heard, "coordination")
    assert {"Vận hành – Sản xuất", "Kinh doanh", "Bộ phận khác…"} <= set(keys)
    decided = company.forges("Điệp", keys["Vận hành – Sản xuất"], group="coordination")
    assert (hold_of(company).department, hold_of(company).answer) == ("production", "decided")
    assert "đã chốt Vận hành – Sản xuất gỡ" in decided.told(company.groups["sales"])


def test_any_department_may_be_decided_on(company: Company) -> None:
    keys = notice(company, refused(company), "coordination")
    menu = company.forges("Điệp", keys["Bộ phận khác…"], group="coordination")
    company.taps("Điệp", menu, "Thiết kế")
    assert hold_of(company).department == "design"


def test_nobody_else_decides(company: Company) -> None:
    keys = notice(company, refused(company), "coordination")
    company.forges("Lan", keys["Vận hành – Sản xuất"])
    assert hold_of(company).answer == "disputed"


def test_a_disputed_hold_is_asked_of_coordination_and_shown_as_such(company: Company) -> None:
    refused(company)
    said = Nudged(company=company).nudge(datetime(2026, 11, 25, 9, 0, tzinfo=SAIGON).astimezone(UTC))
    assert "Kinh doanh nói không phải bên mình" in said["coordination"].text
    assert "Vận hành – Sản xuất" in said["coordination"].keys
    assert "KT-2411" in company.says("Điệp", "/viec").answer


def test_words_below_the_question_answer_it_too(company: Company) -> None:
    held(company)
    nudging = Nudged(company=company).nudge(datetime(2026, 11, 26, 9, 0, tzinfo=SAIGON).astimezone(UTC))[
        "sales"
    ]
    assert {"Đúng, bên tôi", "Không phải bên tôi"} <= set(nudging.keys)
    Nudged(company=company).replies("Lan", nudging, "không phải bên em, khách duyệt rồi", group="sales")
    assert hold_of(company).answer == "disputed"


def test_words_of_others_below_it_are_how_it_stands(company: Company) -> None:
    held(company)
    nudging = Nudged(company=company).nudge(datetime(2026, 11, 26, 9, 0, tzinfo=SAIGON).astimezone(UTC))[
        "sales"
    ]
    Nudged(company=company).replies("Tú", nudging, "không phải bên em", group="sales")
    assert hold_of(company).answer == ""


def test_a_hold_past_its_own_time_is_told_with_that_time(company: Company) -> None:
    held(company, "thiếu mica")
    said = Nudged(company=company).nudge_until(datetime(2026, 11, 27, 9, 0, tzinfo=SAIGON).astimezone(UTC))
    assert any("lẽ ra phải gỡ xong" in one.text for one in said)


def test_the_story_tells_who_was_to_solve_it(company: Company) -> None:
    keys = notice(company, refused(company), "coordination")
    company.forges("Điệp", keys["Vận hành – Sản xuất"], group="coordination")
    story = company.says("Điệp", "/lichsu 2411").answer
    assert "nói không phải bên mình" in story
    assert "chốt bộ phận gỡ (Vận hành – Sản xuất)" in story


def test_in_a_chat_of_several_departments_whoever_is_asked_is_asked_there(company: Company) -> None:
    """The receipt of the hold stands in the same chat, and asks nobody."""
    group = company.groups["production"]
    several = ("production", "sales", "coordination")

    def bind(conn: Connection) -> None:
        for department in several[1:]:
            chats_rows.unbind(conn, company.groups[department], None)
        chats_rows.bind(conn, group, None, company.centre.id, several)

    company.in_fabrication("KT-2411")
    company.store.write(bind).result()
    heard = company.says("Tú", "/hold 2411 gia công khách chưa chốt", group="production")
    [asked] = [one for one in heard.says if one.chat == group and "Đúng, bên tôi" in heard.keys(one)]
    number = company.delivers(heard)[heard.says.index(asked)]
    words = "không phải bên tôi, khách duyệt từ hôm qua"
    refused = company.says("Lan", words, group="production", reply_to=number)
    [to_decide] = [one for one in refused.says if "Bộ phận khác…" in refused.keys(one)]
    assert to_decide.chat == group
    assert hold_of(company).answer == "disputed"
