"""Lesson 1: outside somebody's hours nothing rings in private but the answer to what they have just asked."""

from pathlib import Path

import pytest

from tests.support.company import CENTRES, Company

DAY = "    names: {vi: Kỹ thuật – Thiết kế, zh: 设计部, en: Design}\n"
NIGHT = f'{DAY}    calendar: {{hours: {{mon-sat: "18:00-23:00"}}}}\n'


@pytest.fixture
def centre_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Of a company in which design works in the evening where the test says so."""
    if getattr(request, "param", "") != "design in the evening":
        return CENTRES
    text = CENTRES.read_text(encoding="utf-8")
    assert DAY in text
    file = tmp_path / "evenings.yaml"
    file.write_text(text.replace(DAY, NIGHT), encoding="utf-8")
    return file


@pytest.mark.parametrize(("hours", "silent"), [(1, False), (12, True)])
def test_a_leave_noted_in_the_evening_rings_nobody_else(
    company: Company, *, hours: int, silent: bool
) -> None:
    company.passes(hours=hours)
    heard = company.says("Tú", "/nghi 24-26/12, 王伟 thay")

    rings = {say.to_user: say.silent for say in heard.says if say.to_user}
    assert rings[company.users["Bảo"]] is silent
    assert rings[company.users["王伟"]] is silent
    assert heard.says[0].silent is False


@pytest.mark.parametrize(("hours", "silent"), [(1, False), (12, True)])
def test_the_answer_to_a_push_rings_the_asker_at_work_alone(
    company: Company, *, hours: int, silent: bool
) -> None:
    company.in_fabrication("KT-2411")
    company.says("Điệp", "/push KT-2411: khách hỏi")
    company.passes(hours=hours)
    heard = company.says("Tú", "/update KT-2411 gia công 60%")

    [answer] = [say for say in heard.says if say.to_user == company.users["Điệp"]]
    assert answer.silent is silent


@pytest.mark.parametrize("centre_file", ["design in the evening"], indirect=True)
@pytest.mark.parametrize(("hours", "silent"), [(1, True), (12, False)])
def test_who_works_in_the_evening_is_rung_in_the_evening(
    company: Company, *, hours: int, silent: bool
) -> None:
    company.passes(hours=hours)
    heard = company.says("Vy", "/truc Minh")

    [told] = [say for say in heard.says if say.to_user == company.users["Minh"]]
    assert told.silent is silent
