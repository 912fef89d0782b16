""" "Cho qua": a stage closed in the chat without something it asks for, by whom its centre file names."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from orders.order import StageState
from tests.support.company import CENTRES, PHOTO, Company, Heard

CODE = "KT-2411"


@pytest.fixture
def company(tmp_path: Path, database_url: str, now: datetime) -> Iterator[Company]:
    """Acceptance wants the minutes as a picture; a manager may let it pass without."""
    text = CENTRES.read_text(encoding="utf-8")
    asked = "        warn_before: 4wh\n        evidence: [photo, file]\n        follower: finance\n"
    assert text.count(asked) == 1
    more = (
        asked
        + "        override: {role: manager}\n        fields:\n          signer: {names: {vi: Người ký, zh: 签字人, en: Signer}}\n"
    )
    file = tmp_path / "adtech.yaml"
    file.write_text(text.replace(asked, more), encoding="utf-8")
    founded = Company.founded(database_url, now, centre_file=file)
    delivered(founded)
    yield founded
    founded.close()


def delivered(company: Company) -> None:
    company.in_fabrication(CODE)
    for stage in ("gia công", "lắp ráp", "đóng gói", "giao hàng"):
        company.says("Tú", f"/update {CODE} {stage} xong")


def let_pass(company: Company, heard: Heard, why: str = "khách đi công tác, ký sau") -> Heard:
    assert "Vì sao cho Nghiệm thu qua" in company.taps("Khoa", heard, "Cho qua").answer
    return company.says("Khoa", why)


def state(company: Company) -> StageState:
    return company.order(CODE).stage("acceptance").state


def test_whoever_cannot_get_it_is_told_who_may_let_it_pass(company: Company) -> None:
    heard = company.says("Lan", f"/update {CODE} nghiệm thu xong")
    assert "quản lý có thể cho qua, kèm lý do" in heard.answer
    assert "Cho qua" not in heard.labels


def test_the_manager_lets_it_pass_with_a_reason_that_all_see(company: Company) -> None:
    heard = let_pass(company, company.says("Khoa", f"/update {CODE} nghiệm thu xong"))
    assert state(company) is StageState.DONE
    line = "⚠️ Nghiệm thu: cho qua khi thiếu Người ký, ảnh hoặc tệp: “khách đi công tác, ký sau”"
    assert line in heard.answer
    assert line in heard.told(company.groups["finance"])
    assert "Nghiệm thu được cho qua khi còn thiếu" in heard.told(company.groups["sales"])
    story = company.says("Lan", f"/history {CODE}").answer
    assert "Khoa: Nghiệm thu, cho qua khi còn thiếu (thiếu Người ký, ảnh hoặc tệp)" in story
    assert "khách đi công tác, ký sau" in story


def test_what_was_answered_before_is_kept(company: Company) -> None:
    company.says("Khoa", f"/update {CODE} nghiệm thu xong")
    asked = company.says("Khoa", "Anh Thy")
    heard = let_pass(company, asked)
    assert state(company) is StageState.DONE
    assert "Người ký: Anh Thy" in heard.answer
    assert "khi thiếu ảnh hoặc tệp:" in heard.answer


def test_a_reason_is_not_given_by_saying_nothing(company: Company) -> None:
    asked = company.says("Khoa", f"/update {CODE} nghiệm thu xong")
    company.taps("Khoa", asked, "Cho qua")
    company.says("Khoa", "", attachments=(PHOTO,))
    assert state(company) is not StageState.DONE


def test_nobody_else_taps_the_button(company: Company) -> None:
    asked = company.says("Khoa", f"/update {CODE} nghiệm thu xong", group="coordination")
    [data] = [data for label, data in asked.keys().items() if label == "Cho qua"]
    for nobody in ("An", "Hùng", "Lan"):
        refused = company.forges(nobody, data, group="coordination")
        assert "Chỉ quản lý được cho Nghiệm thu qua" in refused.answer
    assert state(company) is StageState.OFFERED


def test_it_can_be_taken_back(company: Company) -> None:
    heard = let_pass(company, company.says("Khoa", f"/update {CODE} nghiệm thu xong"))
    undone = company.taps("Khoa", heard, "Hoàn tác")
    assert "cho qua khi còn thiếu" in undone.answer
    assert company.order(CODE).stage("acceptance").override is None
    assert state(company) is StageState.OFFERED


def test_the_stages_own_menu_offers_it_to_the_manager_alone(company: Company) -> None:
    company.says("Lan", f"/confirm {CODE} nghiệm thu")
    for who, offered in (("Khoa", True), ("Lan", False), ("Điệp", False)):
        heard = company.says(who, f"/update {CODE} nghiệm thu 50%")
        assert ("Cho qua" in heard.labels) is offered
