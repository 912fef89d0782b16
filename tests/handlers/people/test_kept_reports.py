"""What strangers sent before they were let in: made with its own time, never against what has happened since."""

from random import Random
from typing import Any

import pytest

from orders.order import StageState
from storage import audit
from storage.intake import kept_reports
from tests.support.coming_in import ask, do, link_in, person
from tests.support.company import FILE, Company


def let_in(company: Company, who: str, department: str = "production") -> Any:
    token = link_in(company.says("An", f"/invite {department}"))
    return company.says(who, f"/start {token}")


def answers(heard: Any) -> str:
    return "\n".join(heard.read(say) for say in heard.says)


def test_a_kept_done_never_closes_a_stage_that_came_up_after_it_was_sent(company: Company):
    company.in_fabrication("KT-2411")
    company.says("Tâm", "/update 2411 xong", group="production")
    company.passes(minutes=3)
    company.says("Tú", "/update 2411 gia công xong")
    before = company.order("KT-2411")
    company.passes(minutes=4)
    heard = let_in(company, "Tâm")
    after = company.order("KT-2411")
    assert after == before
    assert after.stage("assembly").state is not StageState.DONE
    assert "chưa được ghi" in answers(heard)
    assert "Lắp ráp" in answers(heard)
    assert "Xem đơn" in list(heard.keys())


def test_a_kept_report_on_a_stage_that_has_changed_since_is_told_what_stands(company: Company):
    company.in_fabrication("KT-2411")
    company.says("Tâm", "/update 2411 gia công 40%", group="production")
    company.passes(minutes=3)
    company.says("Tú", "/update 2411 gia công 70%")
    heard = let_in(company, "Tâm")
    assert company.order("KT-2411").stage("fabrication").percent == 70
    assert "chưa được ghi" in answers(heard)
    assert "Xong" in list(heard.keys()), "the stage's own buttons"


def test_a_kept_report_stands_behind_what_happened_elsewhere_in_the_order(company: Company):
    company.in_fabrication("KT-2411")
    said = company.now
    company.says("Tâm", "/update 2411 gia công 40%", group="production")
    company.says("Tâm", "/update 2411 gia công 45%", group="production")
    company.passes(minutes=3)
    company.says("Điệp", "/change KT-2411 tên Biển mới")
    changed = company.now
    company.passes(hours=1)
    heard = let_in(company, "Tâm")
    order = company.order("KT-2411")
    assert order.stage("fabrication").percent == 45, answers(heard)
    last = company.history(order.id)[-1]
    assert (last.at, last.data["said_at"]) == (changed, said.isoformat())
    assert "trước khi vào" in answers(heard)


def test_a_question_about_a_kept_report_waits_from_now_on(company: Company):
    company.in_fabrication("KT-2411")
    company.says("Tâm", "/update 2411 gia công xong mà còn lỗi góc", group="production")
    company.passes(hours=20)
    heard = let_in(company, "Tâm")
    company.taps("Tâm", heard, "Chỉ ghi chú", group="production")
    assert "còn lỗi góc" in company.history(company.order("KT-2411").id)[-1].note


def test_a_poisonous_kept_report_keeps_nobody_out(company: Company):
    company.in_fabrication("KT-2411")
    company.says("Tâm", "/my", group="production")
    company.says("Tâm", "/update 2411 gia công 40%", group="production")
    do(company, kept_reports.keep, company.sender("Tâm").id, None, {"not": "an update"}, company.now)
    company.says("Tâm", "/update 2411 gia công 45%", group="production")
    heard = let_in(company, "Tâm")
    assert [one.department for one in person(company, "Tâm").memberships] == ["production"]
    assert company.order("KT-2411").stage("fabrication").percent == 45
    assert "không ghi lại được" in answers(heard)
    [aside] = [one for one in ask(company, audit.recent, company.centre.id) if one.act == "kept.failed"]
    assert aside.data["body"] == {"not": "an update"}


@pytest.mark.parametrize("seed", range(3))
def test_event_times_never_decrease_within_an_order(company: Company, seed: int):
    """Strangers' reports are kept at all hours and made in any order, among what others report meanwhile."""
    chance = Random(seed)
    codes = ("KT-2411", "KT-2412")
    for code in codes:
        company.in_fabrication(code)
    strangers = [f"Lạ {number}" for number in range(4)]
    words = ("gia công {}%", "60%", "xong", "gia công xong", "gia công kẹt thiếu mica", "lắp ráp {}%", "nhận")
    for _ in range(60):
        company.passes(minutes=chance.randint(0, 20), seconds=-30 * chance.randint(0, 1))
        code, said = chance.choice(codes), chance.choice(words).format(chance.randint(1, 99))
        match chance.randrange(6):
            case 0 if strangers:
                let_in(company, strangers.pop(chance.randrange(len(strangers))))
            case 1:
                company.says("Điệp", f"/change {code} tên Biển {chance.random()}")
            case 2:
                company.says("Tú", f"/update {code} {said}", attachments=(FILE,))
            case _:
                who = chance.choice(strangers or ["Tú"])
                company.says(who, f"/update {code} {said}", group="production")
    for stranger in strangers:
        let_in(company, stranger)
    for code in codes:
        times = [event.at for event in company.history(company.order(code).id)]
        assert times == sorted(times)
