"""Who is away, who stands in, who is on duty: noted, ended, and lived by when somebody is to be told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from handlers.moments import period_of
from handlers.reading.periods import read_period
from orders.centre_file.centre import Centres
from storage import audit
from storage.people import memberships, people_rows, roster_rows
from storage.people.people_rows import PersonRow
from storage.people.roster_rows import Entry
from tests.support.company import FILE, Company
from tests.support.sweeping import Sweeping

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SAIGON).astimezone(UTC)


def lasting(company: Company) -> tuple[Entry, ...]:
    return company.store.read(lambda conn: roster_rows.lasting(conn, "adtech", company.now)).result()


def person(company: Company, name: str) -> PersonRow:
    user = company.users[name]
    found = company.store.read(lambda conn: people_rows.by_user(conn, user)).result()
    assert found is not None
    return found


def acts(company: Company) -> list[str]:
    def read(conn: Connection) -> list[str]:
        return [one.act for one in audit.recent(conn, "adtech")]

    return company.store.read(read).result()


@pytest.fixture
def sweeping(company: Company) -> Sweeping:
    return Sweeping(company=company)


@pytest.mark.parametrize(
    "line", ["/qingjia 24/12 由王海代理", "/qingjia 24/12，王海霞代理", "/qingjia 24/12 交给王海"]
)
def test_nobody_stands_in_because_his_family_has_the_same_name(company: Company, line: str) -> None:
    heard = company.says("Tú", line)

    assert "王海" in heard.answer
    assert not lasting(company)
    assert not heard.told(company.users["王伟"])
    with_him = company.says("Tú", line.replace("海霞", "海").replace("王海", "王伟"))
    assert "Người thay: 王伟" in with_him.answer


def test_nobody_is_on_duty_because_his_family_has_the_same_name(company: Company) -> None:
    heard = company.says("Bảo", "/zhiban 王海")

    assert "王海" in heard.answer
    assert "王伟" in heard.answer
    assert not lasting(company)


@pytest.mark.parametrize(
    "line", ["/qingjia 24/12 由王伟民代理", "/nghi 24/12, nhờ Vy Oanh trực", "/nghi 24/12, thay: Lan Hương"]
)
def test_nobody_stands_in_because_a_longer_name_begins_or_ends_as_his(company: Company, line: str) -> None:
    heard = company.says("Tú", line)

    assert "Không có ai tên" in heard.answer
    assert not lasting(company)


@pytest.mark.parametrize(
    "line",
    ["/nghi 24/12, nhờ chị Lan làm giúp", "/nghi 24/12, thay: Lan. Cảm ơn", "/nghi nhờ Lan Thứ Năm 24/12"],
)
def test_words_behind_the_name_are_no_part_of_it(company: Company, line: str) -> None:
    assert "Người thay: Lan" in company.says("Tú", line).answer


def test_a_leave_is_noted_told_to_head_and_deputy_and_put_on_record(company: Company) -> None:
    heard = company.says("Tú", "/nghi 24-26/12, 王伟 thay")

    [entry] = lasting(company)
    assert (entry.starts_at, entry.ends_at) == (local(24, 0, month=12), local(27, 0, month=12))
    assert "24/12" in heard.answer
    assert "Người thay: 王伟" in heard.answer
    assert "Tú nghỉ" in heard.told(company.users["Bảo"])
    assert "Bạn thay Tú" in heard.told(company.users["王伟"])
    assert acts(company) == ["leave.noted"]


def test_whoever_stands_in_is_asked_with_buttons(company: Company) -> None:
    asked = company.says("Tú", "/leave tomorrow")
    chosen = company.taps("Tú", asked, "王伟")

    [entry] = lasting(company)
    assert "Người thay: 王伟" in chosen.answer
    assert entry.deputy is not None
    assert acts(company) == ["leave.deputy", "leave.noted"]


def test_half_days_have_hours(company: Company) -> None:
    company.says("Tú", "/nghi chiều mai")

    [entry] = lasting(company)
    assert (entry.starts_at, entry.ends_at) == (local(24, 12), local(25, 0))


def test_so_many_days_are_working_days(company: Company) -> None:
    reading = read_period("2 ngày", company.now.date())
    assert reading is not None
    calendar = company.centre.calendar_of("production")

    times = period_of(reading, calendar, company.centre, company.now)

    assert times == (local(23, 0), local(26, 0))  # Tuesday is a holiday


def test_until_when_is_asked_of_a_beginning_alone(company: Company) -> None:
    asked = company.says("Tú", "/nghi từ thứ 5")
    assert "đến hết ngày nào" in asked.answer
    company.says("Tú", "thứ 7")

    [entry] = lasting(company)
    assert (entry.starts_at, entry.ends_at) == (local(26, 0), local(29, 0))


def test_what_falls_into_a_noted_leave_is_asked_about_and_replaced(company: Company) -> None:
    company.says("Tú", "/nghi 24-26/12")
    again = company.says("Tú", "/nghi 24-26/12")
    asked = company.says("Tú", "/nghi 25-30/12")
    assert "Đã ghi từ trước" in again.answer
    assert "Trùng" in asked.answer
    assert len(lasting(company)) == 1

    company.taps("Tú", asked, "Đổi")

    [entry] = lasting(company)
    assert (entry.starts_at, entry.ends_at) == (local(25, 0, month=12), local(31, 0, month=12))
    assert acts(company) == ["leave.noted", "leave.ended", "leave.noted"]


def test_a_leave_is_ended_early_by_oneself_or_the_head_and_nobody_else(company: Company) -> None:
    company.says("Tú", "/nghi hôm nay")
    listed = company.says("Bảo", "/nghi")
    assert "Tú: nghỉ" in listed.answer
    ends = next(data for name, data in listed.keys().items() if "Tú" in name)
    refused = company.forges("Minh", ends)
    assert "không có quyền" in refused.answer
    assert len(lasting(company)) == 1

    ended = company.forges("Bảo", ends)

    assert lasting(company) == ()
    assert "đi làm lại" in ended.told(company.users["Tú"])
    assert acts(company)[0] == "leave.ended"


def test_heads_and_coordinators_note_it_for_others_and_colleagues_do_not(company: Company) -> None:
    assert "Tú nghỉ" in company.says("Bảo", "/nghi Tú mai").answer
    assert "Lan nghỉ" in company.says("Điệp", "/nghi Lan mai").answer
    refused = company.says("Minh", "/nghi Tú 26/11").answer
    assert "không có quyền" in refused
    assert "trưởng" in refused
    assert "điều phối" in refused


def test_a_name_nobody_bears_is_asked_about_and_never_taken_for_ones_own_leave(company: Company) -> None:
    asked = company.says("Bảo", "/leave Zzz mai")
    assert "Không có ai tên “Zzz” trong công ty. Nghỉ của ai?" in asked.answer
    assert lasting(company) == ()
    company.taps("Bảo", asked, "Tôi nghỉ")
    near = company.says("Bảo", "/leave 王韦 24/12")
    company.taps("Bảo", near, "王伟")
    assert [one.person for one in lasting(company)] == [person(company, name).id for name in ("Bảo", "王伟")]


@pytest.mark.parametrize(
    "said", ["xin nghỉ ốm mai", "em nghỉ từ mai đến 26/12", "我请病假 24/12", "I'm off on 24/12"]
)
def test_usual_words_before_the_days_are_no_name(company: Company, said: str) -> None:
    company.says("Tú", f"/leave {said}")
    assert len(lasting(company)) == 1


def test_either_head_of_somebody_in_two_departments_notes_their_leave_and_both_hear(company: Company) -> None:
    tu = person(company, "Tú").id
    company.store.write(lambda conn: memberships.join(conn, tu, "adtech", "design", company.now)).result()
    heard = company.says("Vy", "/leave Tú mai")
    assert len(lasting(company)) == 1
    assert "Tú nghỉ" in heard.told(company.users["Bảo"])


def test_a_button_about_another_company_of_ones_own_is_pressed_in_private_too(company: Company) -> None:
    """In private a chat is the first company's; the leave says whose it is."""
    second = company.centre.model_copy(
        update={"company": company.centre.company.model_copy(update={"id": "neon"})}
    )
    company.centres = Centres((company.centre, second))
    company.around = replace(company.around, centres=company.centres)
    an, tu = person(company, "An").id, person(company, "Tú").id

    def write(conn: Connection) -> int:
        memberships.grant(conn, an, "neon", "admin")
        memberships.join(conn, tu, "neon", "production", company.now)
        return roster_rows.add(
            conn, company="neon", what="leave", person=tu, starts_at=company.now,
            ends_at=company.now + timedelta(days=1), by=tu, now=company.now,
        )  # fmt: skip

    number = company.store.write(write).result()
    ended = company.forges("An", f"le:{number}")
    assert "Tú" in ended.answer
    left = company.store.read(lambda conn: roster_rows.lasting(conn, "neon", company.now)).result()
    assert left == ()


def test_a_deputy_who_is_away_is_not_taken(company: Company) -> None:
    company.says("王伟", "/nghi mai")

    assert "cũng nghỉ" in company.says("Tú", "/nghi mai, 王伟 thay").answer
    assert "không tự thay" in company.says("Tú", "/nghi mai, Tú thay").answer
    assert "Không có ai tên" in company.says("Tú", "/nghi mai, Zorro thay").answer
    assert len(lasting(company)) == 1


def test_whoever_relies_on_a_deputy_hears_when_he_leaves(company: Company) -> None:
    company.says("Tú", "/nghi 24-26/12, 王伟 thay")

    heard = company.says("王伟", "/nghi 25/12")

    assert "nhận thay Tú" in heard.answer
    assert "người thay bạn" in heard.told(company.users["Tú"])


@pytest.mark.parametrize("said", ["/nghi", "/nghi ốm", "/nghi 31/2", "/nghi 22/11"])
def test_what_names_no_days_is_answered_with_examples(company: Company, said: str) -> None:
    answer = company.says("Tú", said).answer

    assert "/nghi 24-26/12" in answer
    assert lasting(company) == ()


def test_the_auditor_sees_the_list_and_notes_nothing(company: Company) -> None:
    company.says("Tú", "/nghi mai")

    assert "Tú" in company.says("Soát", "/nghi").answer
    assert "chỉ xem" in company.says("Soát", "/nghi mai").answer
    assert "chỉ xem" in company.says("Soát", "/truc Tú").answer
    assert len(lasting(company)) == 1


# --- who is told, and who may --------------------------------------------------------------------------------------


def offered(company: Company) -> None:
    """Monday, 09:00: design has two hours to confirm."""
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-2411 nhận đơn xong")


def test_whoever_is_on_duty_hears_before_the_head(company: Company, sweeping: Sweeping) -> None:
    """Lesson 13: the department's group first, then who is on duty, then the head."""
    heard = company.says("Vy", "/truc Minh")
    assert "Bạn trực" in heard.told(company.users["Minh"])
    offered(company)

    told = sweeping.until(local(23, 17))

    assert [one[:2] for one in told][:3] == [
        ("Mon 11:00", "design"),
        ("Mon 14:00", "Minh"),
        ("Mon 16:00", "Vy"),
    ]


def test_whoever_is_on_duty_and_away_is_left_in_peace_and_the_deputy_hears(
    company: Company, sweeping: Sweeping
) -> None:
    """Lesson 13: work is a department's; who is away is neither reminded nor waited for."""
    company.says("Vy", "/truc Minh")
    company.says("Minh", "/nghi hôm nay, Lan thay")
    offered(company)

    told = [one[:2] for one in sweeping.until(local(23, 17))]

    assert told == [("Mon 11:00", "design"), ("Mon 14:00", "Lan"), ("Mon 16:00", "Vy")]


def test_the_roster_of_duty_is_dated_replaced_ended_and_listed(company: Company) -> None:
    company.says("Vy", "/truc Minh")
    company.says("An", "/truc thiết kế Vy 24-26/12")
    listed = company.says("Lan", "/truc").answer
    assert "Minh trực" in listed
    assert "Vy trực, từ T5 24/12" in listed
    company.says("Vy", "/truc Vy")  # takes Minh's place
    assert "Minh" not in company.says("Lan", "/truc").answer

    shown = company.says("Vy", "/truc")
    company.taps("Vy", shown, "Thôi trực: Vy, T2")
    assert [one.ends_at is None for one in lasting(company)] == [False]
    assert acts(company) == ["duty.ended", "duty.noted", "duty.ended", "duty.noted", "duty.noted"]


def test_only_those_over_a_department_put_somebody_on_duty(company: Company) -> None:
    assert "không có quyền" in company.says("Minh", "/truc Minh").answer
    assert "không có quyền" in company.says("Bảo", "/truc Minh").answer
    assert "Chưa rõ" in company.says("Điệp", "/truc sản xuất Minh").answer
    assert lasting(company) == ()


def test_a_head_who_is_away_is_passed_over_for_the_deputy(company: Company, sweeping: Sweeping) -> None:
    company.says("Vy", "/nghi hôm nay, Minh thay")
    offered(company)

    told = [one[:2] for one in sweeping.until(local(23, 15))]

    assert told == [("Mon 11:00", "design"), ("Mon 14:00", "Minh")]


def test_a_head_away_without_deputy_is_passed_over_at_once(company: Company, sweeping: Sweeping) -> None:
    company.says("Vy", "/nghi hôm nay")
    offered(company)

    told = [one[:2] for one in sweeping.until(local(23, 15))]

    assert told == [("Mon 11:00", "design"), ("Mon 14:00", "coordination")]


def test_a_heads_deputy_acts_as_head_meanwhile_and_no_longer(company: Company) -> None:
    company.says("Vy", "/nghi hôm nay, Lan thay")

    assert "Thiết kế" in company.says("Lan", "/whoami").answer
    assert "Minh trực" not in company.says("Lan", "/truc").answer
    assert "Minh trực" in company.says("Lan", "/truc Minh").answer
    offered(company)
    assert "Thiết kế" in company.says("Lan", "/confirm KT-2411 thiết kế").answer

    company.now = local(25, 9)
    assert "không có quyền" in company.says("Lan", "/truc Vy").answer


def test_a_department_without_chat_is_told_through_the_deputy(database_url: str, now: datetime) -> None:
    company = Company.founded(database_url, now, bound=("sales", "coordination"))
    company.says("Vy", "/nghi hôm nay, Lan thay")
    company.says("Minh", "/nghi hôm nay, Tú thay")
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")

    heard = company.says("Điệp", "/update KT-2411 nhận đơn xong", attachments=(FILE,))

    told = {say.to_user for say in heard.says[1:]}
    assert {company.users["Lan"], company.users["Tú"]} <= told
    assert company.users["Vy"] not in told
    company.close()


@pytest.mark.parametrize(("by", "out_of"), [("An", "Cho ra khỏi công ty"), ("Bảo", "Cho ra khỏi Vận hành")])
def test_who_leaves_the_company_is_on_no_roster_and_stands_in_for_nobody(
    company: Company, by: str, out_of: str
) -> None:
    """Also who leaves its only department, and stays with another company of the holding."""
    company.says("Tú", "/nghi 24-26/12, 王伟 thay")
    company.says("Bảo", "/truc 王伟")

    def join_another(conn: Connection) -> None:
        person = people_rows.by_user(conn, company.users["王伟"])
        assert person is not None
        memberships.join(conn, person.id, "other", "sales", company.now)

    company.store.write(join_another).result()
    card = company.taps(by, company.taps(by, company.says(by, "/members"), "Sản xuất"), "王伟")

    left = company.taps(by, company.taps(by, card, out_of), "Đúng")

    [entry] = lasting(company)
    assert entry.deputy is None
    assert "Tú" in left.told(company.groups["coordination"])


def test_half_a_day_names_its_day_once(company: Company) -> None:
    assert "nghỉ từ 12:00 T3 24/11 đến hết ngày." in company.says("Lan", "/nghi chiều mai").answer
