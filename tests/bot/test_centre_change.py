"""A changed centre file: what is under way keeps its way, nothing is left without an owner, and `check` says so before."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.centres.centre_effects import UNSEEN, seen
from bot.centres.centre_files import load
from bot.centres.centre_keeping import take_up
from orders.order import StageState
from storage import calendar_rows
from storage.calendar_rows import CalendarState
from tests.support.company import CENTRES, Company

CODE = "KT-2411"
ROOT = Path(__file__).parents[2]
PRIORITIES = """
priorities:
  plain: {names: {vi: Thường, zh: 普通, en: Plain}}
  top: {names: {vi: Rất gấp, zh: 特急, en: Top}}
"""


@pytest.fixture
def before(database_url: str, now: datetime) -> Iterator[Company]:
    """An order with production, on the file as it was."""
    company = Company.founded(database_url, now)
    _start(company)
    company.in_fabrication(CODE)
    yield company
    company.close()


def _file(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = CENTRES.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "changed.yaml"
    file.write_text(text)
    return file


def _without_production(tmp_path: Path) -> Path:
    """Production has become the workshop: a new department with another id."""
    text = CENTRES.read_text().replace("department: production", "department: workshop")
    text = text.replace("\n  production:\n", "\n  workshop:\n")
    file = tmp_path / "changed.yaml"
    file.write_text(text)
    return file


def _start(company: Company) -> None:
    company.store.write(lambda conn: take_up(conn, company.centres)).result()


def _restarted(before: Company, url: str, file: Path) -> Company:
    """The same people and groups, the bot started anew with another file."""
    company = Company(
        store=before.store, now=before.now, centre_file=file, users=before.users, groups=before.groups
    )
    _start(company)
    company.centre = company.centres[company.centre.id]
    return company


def test_open_orders_keep_their_way_and_new_ones_take_the_new(
    before: Company, database_url: str, tmp_path: Path
) -> None:
    file = _file(tmp_path, ("names: {vi: Gia công, ", "names: {vi: Chế tác, "))
    company = _restarted(before, database_url, file)
    company.says("Lan", "/new KT-2412; Khánh Thy; Biển")
    kept = [company.order(code).workflow.stage("fabrication").names.vi for code in (CODE, "KT-2412")]
    assert kept == ["Gia công", "Chế tác"]


def test_what_a_vanished_department_held_is_coordinations(
    before: Company, database_url: str, tmp_path: Path
) -> None:
    company = _restarted(before, database_url, _without_production(tmp_path))
    assert company.centre.vanished == {"production"}
    assert CODE in company.says("An", "/my").answer
    heard = company.says("An", f"/update {CODE} gia công xong")
    assert company.order(CODE).stage("fabrication").state is StageState.DONE, heard.answer


def test_its_people_have_lost_their_rights(before: Company, database_url: str, tmp_path: Path) -> None:
    company = _restarted(before, database_url, _without_production(tmp_path))
    company.says("Tú", f"/update {CODE} gia công xong")
    assert company.order(CODE).stage("fabrication").state is StageState.ACTIVE


def test_what_it_would_be_told_coordination_is_told_with_buttons(
    before: Company, database_url: str, tmp_path: Path
) -> None:
    company = _restarted(before, database_url, _without_production(tmp_path))
    heard = company.says("Hùng", f"/change {CODE} tên Biển đồng; lý do khách đổi")
    assert "Biển đồng" in heard.told(company.groups["coordination"])
    assert CODE not in heard.told(company.groups["production"])


def test_coordinations_tray_shows_it(before: Company, database_url: str, tmp_path: Path) -> None:
    company = _restarted(before, database_url, _without_production(tmp_path))
    assert CODE in company.tray("coordination")


def test_a_department_that_comes_back_has_its_work_again(
    before: Company, database_url: str, tmp_path: Path
) -> None:
    _restarted(before, database_url, _without_production(tmp_path))
    company = _restarted(before, database_url, CENTRES)
    assert company.centre.vanished == frozenset()
    assert CODE in company.says("Tú", "/my").answer
    assert CODE not in company.says("Soát", "/my").answer


def test_an_unchanged_file_knows_at_the_next_start_what_vanished(
    before: Company, database_url: str, tmp_path: Path
) -> None:
    file = _without_production(tmp_path)
    _restarted(before, database_url, file)
    again = _restarted(before, database_url, file)
    assert again.centre.vanished == {"production"}


@pytest.mark.parametrize(
    ("old", "new", "anew"),
    [
        ("wait: 2wh", "wait: 1wh", True),
        ("names: {vi: Gia công, ", "names: {vi: Chế tác, ", False),
    ],
)
def test_changed_ladders_have_every_order_looked_at_anew(
    before: Company, database_url: str, tmp_path: Path, old: str, new: str, *, anew: bool
) -> None:
    company = _restarted(before, database_url, _file(tmp_path, (old, new)))
    state = company.store.read(calendar_rows.state).result()
    assert isinstance(state, CalendarState) is anew
    assert not anew or (state is not None and state.looked == 0)


def test_check_says_what_open_orders_would_notice(before: Company, database_url: str, tmp_path: Path) -> None:
    before.says("Tú", f"/hold {CODE} thiếu mica")
    text = _without_production(tmp_path).read_text()
    file = tmp_path / "changed.yaml"
    file.write_text(text.replace("wait: 2wh", "wait: 1wh"))
    told = "\n".join(seen(load(file), database_url))
    assert "1 open order. New orders take this file's workflows." in told
    assert "workflow order (another version): kept by 1 open order." in told
    assert "department production is not in this file:" in told
    assert "what 1 open order still has to do there goes to coordination." in told
    assert "it gives no more rights to Bảo, Tú, 王伟." in told
    assert "a group is bound to it" in told
    assert "calendars, ladders or times differ" in told
    assert before.order(CODE).stage("fabrication").hold is not None


def test_check_of_the_same_file_finds_nothing(before: Company, database_url: str) -> None:
    assert seen(before.centres, database_url)[-1].strip() == "nothing else changes for them."


def test_check_needs_no_database(before: Company, tmp_path: Path) -> None:
    assert seen(before.centres, f"sqlite:///{tmp_path}/none.db") == (UNSEEN,)
    assert not (tmp_path / "none.db").exists()


def test_check_names_marks_priorities_and_holds_that_open_orders_use_and_the_file_knows_no_more(
    database_url: str, now: datetime, tmp_path: Path
) -> None:
    file = tmp_path / "kinds.yaml"
    text = (ROOT / "tests" / "handlers" / "two_kinds.yaml").read_text()
    file.write_text(text + PRIORITIES)
    company = Company.founded(database_url, now, centre_file=file)
    company.says("Lan", "/new hàng mới; H-1; Khánh Thy; Bảng; gấp")
    menu = company.says("Điệp", "/change H-1 ưu tiên gấp")
    company.taps("Điệp", menu, "Rất gấp")
    company.says("Điệp", "/hold H-1 chờ tiền")
    file.write_text(
        (text + PRIORITIES)
        .replace("      rush: {", "      hurry: {")
        .replace("  payment: {", "  money: {")
        .replace("  top: {", "  best: {")
    )
    told = "\n".join(seen(load(file), database_url))
    company.close()
    assert "flags no new order can have: rush (1 marked)." in told
    assert "priority top is not in this file: 1 open order with it" in told
    assert "hold kind payment is not in this file: it stays on 1 stage" in told
