"""/audit: every reminder of an order with the rule that accounts for it, and who used what right."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, update

from handlers.audit import audit_trail
from handlers.audit.accounting import accounted
from reminders.explaining import Doubt, PutOff, Why
from storage.order_book import orders_rows
from storage.people import people_rows
from storage.tables.reminder_tables import reminders
from tests.support.company import Company
from tests.support.holding import SECOND, in_fabrication, joins, with_second
from tests.support.nudged import Nudged
from tests.support.sweeping import Sweeping

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026: Monday is the 23rd, Tuesday the 24th a holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SAIGON).astimezone(UTC)


@pytest.fixture
def silent(company: Company) -> Company:
    """An offer nobody confirms from Monday 09:00 to the next Monday: up to the management, and there again."""
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-2411 nhận đơn xong")
    Sweeping(company=company).until(local(30, 12))
    return company


def doubts(company: Company) -> list[tuple[Doubt, ...]]:
    def read(conn: Connection) -> list[tuple[Doubt, ...]]:
        order = orders_rows.load(conn, company.order("KT-2411").id)
        return [one.account.doubts for one in accounted(conn, company.centre, order, company.now)]

    return company.store.read(read).result()


def changed(company: Company, that_one: datetime, /, **values: object) -> None:
    """As if the rules had made that one of the placement's reminders otherwise."""
    that = update(reminders).where(reminders.c.made_at == that_one, reminders.c.ref.like("%:placement"))
    rows = company.store.write(lambda conn: conn.execute(that.values(values)).rowcount).result()
    assert rows == 1


@pytest.mark.parametrize(("who", "told"), [("An", True), ("Điệp", False)])
def test_of_another_company_of_a_holding_only_who_oversees_it_is_told(
    company: Company, *, who: str, told: bool
) -> None:
    """Both coordinate the first; in the second An coordinates and Điệp sells."""
    with_second(company)
    in_fabrication(company, "NB-1")
    joins(company, "An", SECOND, "coordination", "coordinator")
    joins(company, "Điệp", SECOND, "sales")

    answer = company.says(who, "/nhatky NB-1").answer

    assert ("bot chưa nhắc ai" in answer) is told


def silence(since: str) -> str:
    return f"nhắc bậc trước lúc {since}, hết giờ chờ vẫn im"


def test_every_rung_is_listed_with_who_heard_it_and_why(silent: Company) -> None:
    answer = silent.says("Soát", "/nhatky 2411").answer
    lines = answer.splitlines()
    assert "KT-2411 · Khánh Thy: bot nhắc 12 lần, người giục 0 lần" in lines[0]
    assert "Lần nhắc nào cũng đúng quy tắc" in lines[1]
    chase = lines[lines.index("Thiết kế (Kỹ thuật – Thiết kế) · phải nhận trước 11:00 T2 23/11") + 1 :]
    assert chase[:6] == [
        "11:00 T2 23/11 → bộ phận (design): đã quá giờ ấy",
        f"14:00 T2 23/11 → trưởng bộ phận (Vy): {silence('11:00 T2 23/11')}, bỏ qua người trực vì ở đó không có ai",
        f"09:00 T4 25/11 → điều phối (coordination): {silence('14:00 T2 23/11')}",
        f"08:00 T6 27/11 → quản lý (Khoa): {silence('09:00 T4 25/11')}, gom vào tin đầu ngày của quản lý",
        "08:00 T7 28/11 → quản lý (design, Khoa): không còn bậc nào cao hơn, mỗi ngày nhắc lại tới khi có người xử lý",
        "08:00 T2 30/11 → quản lý (design, Khoa): không còn bậc nào cao hơn, mỗi ngày nhắc lại tới khi có người xử lý",
    ]


def test_it_is_told_in_three_languages_and_in_private_only(silent: Company) -> None:
    silent.lang = "en"
    assert "skipped whoever is on duty (nobody there to tell)" in silent.says("Soát", "/audit 2411").answer
    silent.lang = "zh-Hans"
    assert "跳过值班人（没有人可通知）" in silent.says("Soát", "/audit 2411").answer
    silent.lang = "vi"
    in_group = silent.says("Điệp", "/audit 2411", group="coordination").answer
    assert "chỉ trả lời riêng" in in_group
    assert "Vy" not in in_group
    assert "Vy" not in silent.says("Tú", "/audit 2411").answer, "it is for those who oversee"


@pytest.mark.parametrize(
    ("made_at", "values", "doubt"),
    [
        (local(23, 14), {"made_at": local(23, 13, 30)}, Doubt.TOO_EARLY),
        (local(25, 9), {"made_at": local(24, 10)}, Doubt.OFF_HOURS),
        (local(23, 11), {"missed_at": local(23, 10)}, Doubt.NOT_MISSED),
        (local(23, 11), {"rule": "update"}, Doubt.NOT_MISSED),
        (local(25, 9), {"rung": 4, "round": 9}, Doubt.PASSED_OVER),
        (local(28, 8), {"rung": 2, "round": 1}, Doubt.DOWNWARDS),
        (local(28, 8), {"rung": 7}, Doubt.LADDER),
    ],
)
def test_what_no_rule_accounts_for_is_said(
    silent: Company, made_at: datetime, values: dict[str, object], doubt: Doubt
) -> None:
    assert not any(doubts(silent))
    changed(silent, made_at, **values)
    assert any(doubt in one for one in doubts(silent))
    answer = silent.says("Soát", "/audit 2411").answer
    assert "không quy tắc nào giải thích được" in answer
    assert "✅" not in answer


def test_who_has_come_back_since_was_not_there_then(company: Company) -> None:
    """A head who had blocked the bot was passed over by the rule, whoever can be written to when somebody looks back."""
    vy, khoa = company.sender("Vy").id, company.sender("Khoa").id
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-2411 nhận đơn xong")
    for one in (vy, khoa):
        reachable(company, one, yes=False)
    Sweeping(company=company).until(local(30, 12))
    for one in (vy, khoa):
        reachable(company, one, yes=True)
    assert not any(doubts(company))
    answer = company.says("Soát", "/audit 2411").answer
    assert "bỏ qua người trực, trưởng bộ phận vì ở đó không có ai" in answer
    assert "⚠️" not in answer


def reachable(company: Company, user: int, *, yes: bool) -> None:
    company.store.write(lambda conn: people_rows.set_reachable(conn, user, reachable=yes)).result()


def test_what_was_put_off_or_never_arrived_is_said_with_its_reason(company: Company) -> None:
    company.in_fabrication("KT-2411")  # a word is wanted by Wednesday, 17:00
    sweeping = Sweeping(company=company, down=frozenset({"production"}))
    sweeping.until(local(26, 8, 30))
    sweeping.down = frozenset()
    sweeping.until(local(26, 10))

    def read(conn: Connection) -> list[tuple[Why, PutOff | None, tuple[Doubt, ...]]]:
        order = orders_rows.load(conn, company.order("KT-2411").id)
        found = [one.account for one in accounted(conn, company.centre, order, company.now)]
        return [(one.why, one.put_off, one.doubts) for one in found]

    assert company.store.read(read).result() == [(Why.PASSED, PutOff.HOURS, ()), (Why.UNSAID, None, ())]
    answer = company.says("Soát", "/audit 2411").answer
    assert (
        "08:00 T5 26/11 → bộ phận (production): đã quá giờ ấy, dời tới giờ làm, không gửi được, không tính"
        in answer
    )
    assert "tin trước, viết lúc 08:00 T5 26/11, không tới nơi" in answer


def test_pushes_stand_below_with_their_words(silent: Company) -> None:
    silent.says("Điệp", "/giuc 2411 thiết kế: khách đang hỏi")
    answer = silent.says("Soát", "/audit 2411").answer
    assert "người giục 1 lần" in answer
    assert answer.splitlines()[-1] == "12:00 T2 30/11 · Điệp giục Thiết kế “khách đang hỏi”"


def test_an_order_nobody_was_reminded_of_is_said_to_be_that(company: Company) -> None:
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    assert "bot chưa nhắc ai, chưa ai giục" in company.says("Soát", "/audit 2411").answer


def test_alone_it_tells_who_used_what_right(company: Company) -> None:
    assert "Chưa có việc nào phải ghi" in company.says("Soát", "/audit").answer
    company.says("Tú", "/nghi 25-26/12, 王伟 thay")
    company.passes(minutes=5)
    company.says("Vy", "/truc Minh")
    lines = company.says("Soát", "/audit").answer.splitlines()
    assert lines[1:3] == [
        "09:05 T2 23/11 · Vy: ghi người trực · Minh, Kỹ thuật – Thiết kế",
        "09:00 T2 23/11 · Tú: ghi nghỉ phép · Tú",
    ]


def test_who_was_invited_to_what_is_told_in_words(company: Company) -> None:
    link = company.says("An", "/moivao thiết kế head").answer
    company.says("Minh", f"/start {link.partition('start=')[2].split()[0]}")
    lines = company.says("Soát", "/audit").answer.splitlines()
    assert lines[1:3] == [
        "09:00 T2 23/11 · Minh: vào công ty bằng lời mời · Minh, Kỹ thuật – Thiết kế, trưởng bộ phận",
        "09:00 T2 23/11 · An: tạo lời mời · Kỹ thuật – Thiết kế",
    ]


def test_what_was_put_off_comes_back_with_its_reason_and_stands_below(company: Company) -> None:
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-2411 nhận đơn xong")
    company.says("Minh", "/confirm KT-2411 vị trí sản xuất")
    [nudging] = [one for one in Nudged(company=company).nudge(local(23, 11)).values() if one.chat == "design"]
    company.forges("Minh", nudging.keys["⏰ Sáng T4 25/11"], group="design")
    Sweeping(company=company).until(local(25, 10, 30))
    assert not any(doubts(company))
    lines = company.says("Soát", "/audit 2411").answer.splitlines()
    assert "08:00 T4 25/11 → bộ phận (design): có người hoãn tới 08:00 T4 25/11, nay hết hoãn" in lines
    assert any(
        one.startswith("10:00 T4 25/11 → trưởng bộ phận (Vy): nhắc bậc trước lúc 08:00") for one in lines
    )
    assert lines[-1] == "11:00 T2 23/11 · Minh hoãn nhắc Thiết kế tới 08:00 T4 25/11"


def test_what_waited_while_the_work_stood_still_was_not_late(company: Company) -> None:
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-2411 nhận đơn xong")
    sweeping = Sweeping(company=company)
    sweeping.until(local(23, 11, 30))
    company.says("Điệp", "/hold KT-2411 thiết kế chờ khách duyệt")
    sweeping.until(local(25, 10))
    company.says("Điệp", "/resume KT-2411 thiết kế")
    sweeping.until(local(25, 10, 30))
    answer = company.says("Soát", "/nhatky 2411").answer
    assert "Lần nhắc nào cũng đúng quy tắc" in answer
    assert "lúc đó việc đang dừng nên chưa nhắc" in answer
    assert "tới trễ" not in answer


def test_every_listing_ends_somewhere_and_says_how_many_more_there_were(silent: Company) -> None:
    """However often people push, or hand a duty in and take it back."""
    for number in range(audit_trail.WORDS + 3):
        silent.passes(hours=2)
        silent.says("Điệp", f"/giuc 2411 thiết kế: lần {number}.")
    lines = silent.says("Soát", "/nhatky 2411").answer.splitlines()
    pushed = lines[lines.index("Người giục, người hoãn") + 1 :]
    assert pushed[0] == "Chỉ ghi các lần sau cùng; còn 3 lần trước đó."
    assert len(pushed) == 1 + audit_trail.WORDS
    assert "lần 3." in pushed[1]
    assert f"lần {audit_trail.WORDS + 2}." in pushed[-1]
