"""What a digest says when its turn has come: what is missing, the most urgent first, and how to answer it."""

import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, update

from handlers.nudges import digests
from storage.chasing import checks_due, digest_rows, reminder_rows
from storage.chasing.checks_due import Thing
from storage.chasing.digest_rows import Line
from storage.people import chats_rows, memberships, people_rows
from storage.tables.reminder_tables import reminders
from tests.support.company import PEOPLE, Company
from tests.support.nudged import Nudged
from tests.support.sweeping import Sweeping

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026: Monday is the 23rd, Tuesday the 24th a holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SAIGON).astimezone(UTC)


@pytest.fixture
def nudged(company: Company) -> Nudged:
    return Nudged(company=company)


def waiting(company: Company) -> int:
    """The one digest that was swept and is not said yet."""
    sweeping = Sweeping(company=company)
    sweeping.sweep()
    [digest] = sweeping.waiting()
    return digest


def lines_of(company: Company, digest: int) -> tuple[Line, ...]:
    return company.store.read(lambda conn: digest_rows.lines(conn, digest)).result()


def test_the_most_urgent_comes_first_and_the_last_line_says_how_to_answer(company: Company, nudged: Nudged):
    company.in_fabrication("KT-2411")
    company.in_fabrication("KT-2412")
    company.says("Tú", "2412 gia công kẹt thiếu mica")
    company.now = local(26, 9)
    company.in_fabrication("KT-2414")
    company.in_fabrication("KT-2415")
    company.now = local(28, 10)
    company.says("Tú", "2415 gia công 20%")
    told = nudged.nudge(local(30, 8))
    assert told["production"].lines == [
        "🔔 Chờ bên mình trả lời: 3 việc",
        "1. KT-2411 · Khánh Thy · Gia công: quá hạn từ 17:00 T6 27/11",
        "2. KT-2412 · Khánh Thy · Gia công: kẹt (Thiếu vật tư) từ 09:00 T2 23/11, lẽ ra phải gỡ xong 17:00 T5 26/11",
        "3. KT-2414 · Khánh Thy · Gia công: chưa báo gì từ 09:00 T5 26/11",
        "Trả lời tin này, ví dụ: 1 xong · 3 60%",
    ]
    assert list(told["production"].keys) == ["1", "2", "3"]
    assert not told["production"].say.silent
    assert not any(name in one.text for one in told.values() for name in PEOPLE)


def test_what_is_missing_since_the_same_moment_stands_by_order_whichever_was_found_first(
    company: Company, nudged: Nudged
):
    for code in ("KT-2411", "KT-2412"):
        company.in_fabrication(code)
    first = Thing(order=company.order("KT-2411").id, stage="fabrication")
    later = local(26, 8, 1)
    company.store.write(lambda conn: checks_due.look_at(conn, {first: later})).result()
    company.now = local(26, 8)
    found = [line.reminder.thing for line in lines_of(company, waiting(company))]
    assert len(found) == 1
    assert first not in found

    [_, one, two, _] = nudged.nudge(later)["production"].lines
    assert (one[:10], two[:10]) == ("1. KT-2411", "2. KT-2412")


def test_one_thing_is_answered_by_its_own_four_buttons(company: Company, nudged: Nudged):
    company.in_fabrication("KT-2411")
    nudging = nudged.nudge(local(26, 8))["production"]
    assert nudging.lines == [
        "🔔 KT-2411 · Khánh Thy · Gia công: chưa báo gì từ 09:00 T2 23/11",
        "Bấm nút, hoặc trả lời tin này: xong · 60% · thiếu gì",
    ]
    assert list(nudging.keys) == ["Xong", "Chiều nay", "Mai", "Kẹt"]
    assert nudging.say.silent


def test_late_in_the_day_nobody_is_offered_this_afternoon(company: Company, nudged: Nudged):
    company.in_fabrication("KT-2411")
    assert list(nudged.nudge(local(26, 16, 30))["production"].keys) == ["Xong", "Mai", "Ngày kia", "Kẹt"]


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        ("zh-Hans", ["🔔 KT-2411 · Khánh Thy · 加工：自", "点按钮，或回复本条：完成 · 60% · 缺什么"]),
        (
            "en",
            ["🔔 KT-2411 · Khánh Thy · Fabrication: nothing heard", "Tap, or reply to this: done · 60% ·"],
        ),
    ],
)
def test_it_speaks_the_language_of_its_chat(company: Company, nudged: Nudged, lang: str, lines: list[str]):
    company.lang = lang
    company.in_fabrication("KT-2411")
    said = nudged.nudge(local(26, 8))["production"].lines
    assert all(line.startswith(beginning) for line, beginning in zip(said, lines, strict=True))


def test_offers_holds_drafts_and_paused_orders_have_their_own_buttons(company: Company, nudged: Nudged):
    company.in_fabrication("KT-2411")
    company.says("Tú", "2411 gia công kẹt chờ khách duyệt mẫu")
    company.says("Lan", "/new KT-2412; Khánh Thy; Biển alu")
    company.says("Lan", "2412 nhận đơn xong")
    company.says("Minh", "/confirm 2412 thiết kế")
    company.in_fabrication("KT-2413")
    company.taps("Điệp", company.says("Điệp", "/cancel 2413 khách đổi ý"), "Tạm dừng")
    told = nudged.nudge(local(30, 8))
    by_text = {line: one.keys for one in told.values() for line in one.lines[:1]}
    held = next(keys for line, keys in by_text.items() if "KT-2411" in line)
    assert set(held) >= {"Hết kẹt", "Vẫn kẹt"}
    paused = next(keys for line, keys in by_text.items() if "KT-2413" in line)
    assert set(paused) >= {"Cho chạy tiếp", "Huỷ đơn"}


def test_an_offer_is_confirmed_by_its_button(company: Company, nudged: Nudged):
    company.says("Lan", "/new KT-2412; Khánh Thy; Biển alu")
    company.says("Lan", "2412 nhận đơn xong")
    company.says("Minh", "/confirm 2412 thiết kế")
    nudging = nudged.nudge(local(23, 11))["design"]
    assert nudging.lines[0].startswith("🔔 KT-2412 · Khánh Thy · Vị trí sản xuất: giao từ 09:00 T2 23/11")
    assert list(nudging.keys) == [
        "Đã nhận",
        "Trả lại",
        "⏰ Nhắc sau 2 giờ",
        "⏰ Sáng T4 25/11",
    ]  # the 24th is a holiday
    company.forges("Minh", nudging.keys["Đã nhận"], group="design")
    assert company.order("KT-2412").stage("placement").received_by is not None


def test_whoever_hears_it_next_reads_which_department_is_silent_since_when_and_how_often_it_was_asked(
    company: Company, nudged: Nudged
):
    company.in_fabrication("KT-2411")
    nudged.nudge(local(27, 17))
    nudged.nudge(local(30, 8))
    head = nudged.nudge(local(30, 14))["Bảo"]
    assert head.lines[0] == (
        "⏫ KT-2411 · Khánh Thy · Gia công (Vận hành – Sản xuất): quá hạn từ 17:00 T6 27/11, "
        "chưa báo gì từ 09:00 T2 23/11, đã nhắc 1 lần"
    )
    assert "KT-2411" in head.keys
    assert not head.say.silent


def test_management_looks_and_is_not_asked_to_report(company: Company, nudged: Nudged):
    company.in_fabrication("KT-2411")
    company.in_fabrication("KT-2412")
    told = nudged.nudge_until(local(23, 9) + timedelta(days=12))
    manager = next(one for one in told if one.chat == "Khoa")
    assert manager.lines[-1] == "Bấm mã đơn để xem."
    assert set(manager.keys) == {"KT-2411", "KT-2412"}


def test_a_department_that_stays_silent_is_asked_again_with_the_management_in_words_of_its_own(
    company: Company, nudged: Nudged
):
    company.in_fabrication("KT-2411")
    told = nudged.nudge_until(local(30, 8) + timedelta(days=4))
    mornings = [one.heard.now for one in told if one.chat == "Khoa"]
    again = [one for one in told if one.chat == "production" and one.heard.now in mornings]
    assert again[-1].lines[0].startswith("🔔 KT-2411 · Khánh Thy · Gia công: quá hạn từ 17:00 T6 27/11")
    assert again[-1].lines[0].endswith("lần")
    assert list(again[-1].keys) == ["Xong", "Chiều nay", "Mai", "Kẹt"]


def test_where_one_line_of_several_is_about_work_the_example_is_about_that_one(
    company: Company, nudged: Nudged
):
    company.in_fabrication("KT-2411")
    company.in_fabrication("KT-2412")
    company.says("Tú", "2412 gia công kẹt thiếu mica")
    told = nudged.nudge(local(26, 8))["production"]
    assert told.lines[2].startswith("2. KT-2411")
    assert told.lines[-1] == "Trả lời tin này, ví dụ: 2 xong, hoặc 2 60%"


def test_what_was_answered_before_its_turn_is_left_out(company: Company, nudged: Nudged):
    for code in ("KT-2411", "KT-2412", "KT-2413"):
        company.in_fabrication(code)
    company.now = local(26, 8)
    digest = waiting(company)
    company.says("Tú", "2412 gia công 50%")
    [nudging] = nudged.say_all()
    assert [line[:10] for line in nudging.lines[1:3]] == ["1. KT-2411", "2. KT-2413"]
    assert sorted(one.number or 0 for one in lines_of(company, digest)) == [0, 1, 2]


def test_when_all_was_answered_nothing_is_said(company: Company, nudged: Nudged):
    company.in_fabrication("KT-2411")
    company.now = local(26, 8)
    digest = waiting(company)
    company.says("Tú", "2411 gia công 50%")
    assert nudged.close(digest) is None
    assert nudged.row(digest).state == "empty"
    assert nudged.close(digest) is None


def test_laid_out_again_every_line_keeps_its_number(company: Company, nudged: Nudged):
    for code in ("KT-2411", "KT-2412", "KT-2413"):
        company.in_fabrication(code)
    company.now = local(26, 8)
    digest = waiting(company)
    first = nudged.close(digest)
    assert nudged.close(digest) == first
    company.says("Tú", "2411 gia công 50%")
    company.says("Tú", "2413 gia công 50%")
    again = nudged.close(digest)
    assert again is not None
    [key] = [button for row in again.buttons for button in row]
    assert key.data.endswith(":2")
    assert nudged.row(digest).state == "closed"


def test_only_once_it_was_said_does_anybody_have_time_to_act(company: Company, nudged: Nudged):
    company.in_fabrication("KT-2411")
    company.now = local(26, 8)
    digest = waiting(company)
    nudged.close(digest)
    assert nudged.row(digest).state == "closed"
    thing = Thing(order=company.order("KT-2411").id, stage="fabrication")

    def chase():
        return company.store.read(lambda conn: reminder_rows.chase(conn, thing)).result()

    assert [one.said_at for one in chase()] == [None]
    company.now = local(26, 9)
    company.store.write(lambda conn: digests.said(conn, digest, now=local(26, 9))).result()
    company.store.write(lambda conn: digests.said(conn, digest, now=local(26, 10))).result()
    assert [one.said_at for one in chase()] == [local(26, 9)]
    assert nudged.row(digest).said_at == local(26, 9)
    companies = company.centres.keys()
    assert company.store.read(lambda conn: checks_due.earliest(conn, companies)).result() == local(26, 9)


def test_a_digest_of_a_company_that_has_left_says_nothing(company: Company, nudged: Nudged):
    company.in_fabrication("KT-2411")
    company.now = local(26, 8)
    digest = waiting(company)
    now = company.now
    assert company.store.write(lambda conn: digests.close(conn, digest, centres={}, now=now)).result() is None
    assert nudged.row(digest).state == "empty"
    assert nudged.close(999) is None


def test_a_department_without_a_group_reads_it_in_private_as_its_own(company: Company, nudged: Nudged):
    company.store.write(lambda conn: chats_rows.unbind(conn, company.groups["production"], None)).result()
    company.in_fabrication("KT-2411")
    told = nudged.nudge(local(26, 8))
    assert {"Tú", "Bảo", "王伟"} <= set(told)
    assert told["Tú"].lines[0].startswith("🔔 KT-2411 · Khánh Thy · Gia công: chưa báo gì")


def test_whoever_is_of_several_companies_reads_which_one_it_is_of(company: Company, nudged: Nudged):
    def works_elsewhere_too(conn: Connection) -> None:
        bao = people_rows.by_user(conn, company.users["Bảo"])
        assert bao is not None
        memberships.join(conn, bao.id, "elsewhere", "workshop", company.now)

    company.store.write(works_elsewhere_too).result()
    company.in_fabrication("KT-2411")
    first, head = nudged.nudge_until(local(26, 13))
    assert (first.chat, head.chat) == ("production", "Bảo")
    assert first.lines[0].startswith("🔔 KT-2411")
    assert head.lines[0] == "Adtech Quảng cáo ngoài trời"
    assert head.lines[1].startswith("⏫ KT-2411")


@pytest.mark.parametrize(("hours", "last"), [(23, "KT-24"), (24, "KT-29")])
def test_what_had_no_room_for_a_day_has_it_before_some_of_what_presses_more(
    company: Company, nudged: Nudged, hours: int, last: str
):
    for number in range(30):
        company.in_fabrication(f"KT-{number}")
    company.now = local(30, 8)
    digest = waiting(company)
    then = company.now - timedelta(hours=hours)

    made_before = update(reminders).where(reminders.c.ref == "30:fabrication").values(made_at=then)
    company.store.write(lambda conn: conn.execute(made_before)).result()

    [told] = nudged.say_all()

    assert told.digest == digest
    codes = [line.split()[1] for line in told.lines if line[0].isdigit()]
    assert codes == [*(f"KT-{number}" for number in range(24)), last]
    assert "… và 5 việc nữa, bot nhắc tiếp lần sau" in told.lines


def test_who_only_follows_reads_what_had_no_room_or_never_came_in_the_next_digest_and_once(
    database_url: str, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    """Nobody asks them again: those who do the work have heard it, and are asked in their own digests."""
    monkeypatch.setattr(digests, "PRIVATE_LINES", 2)
    with closing(Company.founded(database_url, now, people={**PEOPLE, "Sen": ("eant", True, ())})) as company:
        nudged = Nudged(company=company)
        for number in range(1, 5):
            company.in_fabrication(f"KT-{number}")
        assert followed_by_sen(nudged, local(28, 9)) == [["KT-1", "KT-2"]]

        company.in_fabrication("KT-5")
        company.taps("Điệp", company.says("Điệp", "/cancel KT-4 khách đổi mẫu"), "Huỷ đơn")
        assert followed_by_sen(nudged, local(30, 23)) == []
        assert followed_by_sen(nudged, local(30, 23) + timedelta(days=6)) == [["KT-3", "KT-5"]]


def followed_by_sen(nudged: Nudged, moment: datetime) -> list[list[str]]:
    """Of each digest that reached them, the orders it tells of: EANT follows the work, and has none of its own."""
    said = [one for one in nudged.nudge_until(moment) if one.chat == "Sen"]
    nudged.company.now = moment
    return [re.findall(r"KT-\d", one.text) for one in said]
