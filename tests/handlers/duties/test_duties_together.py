"""Duties handed in by several, for others, in several languages, and kept by several processes at once."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Connection, delete, select

from handlers.duties import duty_keeping, roll_call
from handlers.overviews.owed_lines import note_of_duties
from handlers.reply import Lane
from handlers.voicing import letter
from orders.duties import DutyDay
from reminders.budget import Urgency
from storage.chasing import duty_rows
from storage.engine import Store, open_store
from storage.people import memberships, people_rows
from storage.post import said
from storage.post.said import Said
from storage.tables.duty_tables import duties
from storage.tables.reminder_tables import postings
from tests.support.company import FILE, PHOTO, Company
from tests.support.duty_days import GROUPS, DutyDays, founded, local

PLAN, STORED = "Bảng kế hoạch sản xuất", "Thống kê nhập kho ngày"


@pytest.fixture
def factory(database_url: str) -> Iterator[DutyDays]:
    """Saturday, 17:00: work has just ended."""
    days = founded(database_url, local(21, 17), bound=[one for one in GROUPS if one != "warehouse"])
    yield days
    days.company.close()


def test_an_album_is_one_hand_in_and_undo_alone_takes_it_back(factory: DutyDays) -> None:
    company = factory.company
    factory.heard(local(23, 7, 40))
    asked = factory.last("pmc").number
    company.says("Kế", "", group="pmc", reply_to=asked, attachments=(PHOTO,), album="a1")
    second = company.says("Kế", "", group="pmc", attachments=(FILE,), album="a1")
    assert [one.lines for one in second.says] == [()]
    assert second.says[0].copies == ((company.groups["pmc"], second.incoming.message),)
    [plan] = [one for one in known(factory) if one.duty == "plan_out" and one.handed]
    assert plan.handed is not None
    assert len(plan.handed.evidence) == 2

    last = company.says("Kế", "/undo")
    assert f"nộp {PLAN}" in last.answer
    assert "đã rút lại" in company.taps("Kế", last, "Hoàn tác").answer
    assert PLAN not in company.says("Kế", "/undo").answer


def test_without_a_chat_its_people_are_asked_and_what_coordination_hands_in_for_them_says_so(
    factory: DutyDays,
) -> None:
    company = factory.company
    assert ("Mon 15:45", "Kho") in {
        (at, who) for at, who, what in factory.heard(local(23, 15, 46)) if STORED in what
    }
    coordinating(company, "Hà")
    asked = company.says("Hà", f"/nop {STORED} xong")
    assert "Bot chưa ghi gì" in asked.answer
    handed = company.taps("Hà", asked, "Đúng, nộp thay Kho thành phẩm")
    assert "nộp 15:46 (nộp thay). " in handed.answer
    company.lang = "zh-Hans"
    told = [what for _, who, what in factory.heard(local(23, 16, 45)) if who == "customer" and "点名" in what]
    assert "每日成品入库统计表" in told[0]
    assert "（代交）" in told[0]
    company.lang = "en"
    told = [what for _, who, what in factory.heard(local(25, 7, 50)) if who == "production"]
    assert "Roll-call" in told[0]
    assert "Production plan of the day" in told[0]


def test_the_head_hands_in_what_somebody_told_and_whoever_it_was_may_say_that_it_is_not_so(
    factory: DutyDays,
) -> None:
    company = factory.company
    factory.heard(local(23, 7, 40))
    asked = factory.last("pmc").number
    refused = company.says("Kế", "xong, theo lời chị Hà", group="pmc", reply_to=asked)
    assert "Hà" in refused.answer
    assert "trưởng PMC" in refused.answer
    handed = company.says("Hà", "xong, theo lời anh Kế, gọi 7:35", group="pmc", reply_to=asked)
    assert f"Đã nhận {PLAN} (T2 23/11), nộp 07:40 (theo lời anh Kế, gọi 7:35)." in handed.answer
    [own] = [say for say in handed.says if say.to_user == company.users["Kế"]]
    assert "theo lời bạn (anh Kế, gọi 7:35)" in handed.read(own)
    called = [what for _, who, what in factory.heard(local(23, 7, 50)) if "Điểm danh" in what]
    assert called
    assert all("(nộp thay)" in what and "Kế" not in what.replace("Kế hoạch", "") for what in called)

    key = handed.keys(own)["Không phải tôi báo"]
    not_so = company.forges("Kế", key)
    assert f"{PLAN} (T2 23/11): đã rút lại" in not_so.answer
    told = {say.chat or say.to_user: not_so.read(say) for say in not_so.says[1:]}
    assert told.keys() == {company.groups["production"], company.groups["pmc"], company.users["Hà"]}
    assert all("đã rút lại" in words for words in told.values())
    assert "Nộp lại" not in told.pop(company.groups["production"])
    assert all("Nộp lại: trả lời tin này" in words for words in told.values())
    company.passes(minutes=1)
    again = company.says("Hà", f"/nop {PLAN} theo lời anh Kế\n12 bộ biển alu", group="pmc")
    assert "theo lời anh Kế" in again.answer
    assert "12 bộ biển alu" in again.told(company.groups["production"])


def test_not_so_is_about_one_hand_in_and_answered_anew_below(factory: DutyDays) -> None:
    company = factory.company
    factory.heard(local(23, 7, 40))
    asked = factory.last("pmc").number
    handed = company.says("Hà", "xong, theo lời anh Kế", group="pmc", reply_to=asked)
    [own] = [say for say in handed.says if say.to_user == company.users["Kế"]]
    key = handed.keys(own)["Không phải tôi báo"]
    not_so = company.forges("Kế", key)
    [below, *_] = company.delivers(not_so)
    company.passes(minutes=1)
    mine = company.says("Kế", "", reply_to=below, attachments=(PHOTO,))
    assert f"Đã nhận {PLAN}" in mine.answer
    stale = company.forges("Kế", key)
    assert "đã rút lại" not in stale.answer
    [plan] = [one for one in known(factory) if one.duty == "plan_out" and one.handed]
    assert plan.handed is not None
    assert plan.handed.evidence


def test_what_waits_for_a_signature_and_is_not_so_is_told_to_whoever_would_sign(factory: DutyDays) -> None:
    company = factory.company
    coordinating(company, "Thu")
    factory.heard(local(23, 16))
    handed = company.says("Thu", f"/nop {STORED} xong, theo lời anh Kế")
    assert "Chờ trưởng PMC" in handed.answer
    assert "Thống kê" in handed.told(company.groups["pmc"])
    [own] = [say for say in handed.says if say.to_user == company.users["Kế"]]
    not_so = company.forges("Kế", handed.keys(own)["Không phải tôi báo"])
    assert "Nộp lại" not in not_so.answer  # it is not his to hand in
    told = {say.chat or say.to_user: not_so.read(say) for say in not_so.says[1:]}
    assert told.keys() == {company.groups["pmc"], company.users["Kho"], company.users["Thu"]}
    again = {place for place, words in told.items() if "Nộp lại: trả lời tin này" in words}
    assert again == {company.users["Kho"]}


def test_below_a_roll_call_in_its_own_group_coordination_hands_in_what_it_was_told(factory: DutyDays) -> None:
    company = factory.company
    coordinating(company, "Kho")
    factory.heard(local(23, 8, 30))
    called = factory.last("customer")
    assert "Điểm danh" in called.text
    talk = company.says("Kho", "xong", group="customer", reply_to=called.number)
    assert "Đã nhận" not in talk.answer
    other = company.says("Thu", "xong, theo lời anh Kế", group="customer", reply_to=called.number)
    assert "Đã nhận" not in other.answer
    handed = company.says("Kho", "xong, theo lời anh Kế, gọi 8:25", group="customer", reply_to=called.number)
    assert "Đã nhận" in handed.answer
    assert "theo lời anh Kế, gọi 8:25" in handed.answer


def test_below_the_roll_call_or_what_was_sent_back_it_is_handed_in_and_who_has_no_part_in_it_only_talks(
    factory: DutyDays,
) -> None:
    company = factory.company
    factory.heard(local(23, 7, 50))
    called = {who: factory.last(who) for who in ("pmc", "production")}
    assert "Điểm danh" in called["production"].text
    talk = company.says("Xưởng", "kế hoạch đâu rồi", group="production", reply_to=called["production"].number)
    assert "nhận đây là" not in talk.answer
    handed = company.says("Kế", "", group="pmc", reply_to=called["pmc"].number, attachments=(PHOTO,))
    assert f"Đã nhận {PLAN}" in handed.answer
    [_, to_sign] = company.delivers(handed)
    opened = company.says("Hà", "duyệt nhé", group="pmc", reply_to=to_sign)
    assert {"Ký duyệt", "Trả lại"} <= opened.labels
    [question] = company.delivers(company.taps("Hà", opened, "Trả lại", group="pmc"))
    [back, *_] = company.delivers(company.says("Hà", "thiếu đơn", group="pmc", reply_to=question))
    mended = company.says("Kế", "", group="pmc", reply_to=back, attachments=(FILE,))
    assert f"Đã nhận {PLAN}" in mended.answer


def test_a_roll_call_of_several_lines_is_answered_by_number_by_whoever_owes_one(factory: DutyDays) -> None:
    company = factory.company
    company.now = local(23, 16, 50)  # a stop over the whole day
    factory.begin()
    called = factory.last("customer")
    head, *lines = called.text.splitlines()
    assert "Điểm danh" in head
    assert [line[:2] for line in lines] == ["1.", "2."]
    number = next(line[0] for line in lines if STORED in line)
    other = "12".replace(number, "")

    talk = company.says("Thu", f"{number} xong", group="customer", reply_to=called.number)
    assert "Đã nhận" not in talk.answer
    no_such = company.says("Kho", f"{other} xong", group="customer", reply_to=called.number)
    assert f"không có số {other}, hoặc việc đó không phải của bạn" in no_such.answer
    asked = company.says("Kho", f"{number} hỏi chị Hà", group="customer", reply_to=called.number)
    assert "Đã nhận" not in asked.answer
    for pictures in ((), (PHOTO,)):  # the number of another's line hands one's own in neither
        not_his = company.says(
            "Kế", f"{number} xong", group="customer", reply_to=called.number, attachments=pictures
        )
        assert f"không có số {number}, hoặc việc đó không phải của bạn" in not_his.answer
    assert {one.handed for one in known(factory) if one.duty in {"stored", "review_meeting"}} == {None}

    handed = company.says(
        "Kho", f"{number} xong", group="customer", reply_to=called.number, attachments=(PHOTO,)
    )
    assert f"Đã nhận {STORED}" in handed.answer
    again = company.says("Kho", f"{number} xong", group="customer", reply_to=called.number)
    assert "Kho" in again.answer
    assert "Đã nhận" not in again.answer
    coordinating(company, "Thu")
    told = company.says("Thu", f"{other} xong, theo lời anh Kế", group="customer", reply_to=called.number)
    assert "theo lời anh Kế" in told.answer
    assert all(
        one.handed for one in known(factory) if one.duty in {"stored", "review_meeting"} and one.day.day == 23
    )


def test_a_picture_below_a_roll_call_of_several_lines_is_asked_for_its_number(factory: DutyDays) -> None:
    company = factory.company
    coordinating(company, "Thu")
    company.now = local(23, 16, 50)
    factory.begin()
    called = factory.last("customer")
    sent = company.says(
        "Thu", "theo lời anh Kế", group="customer", reply_to=called.number, attachments=(PHOTO,)
    )
    assert {"1", "2"} <= sent.labels
    company.taps("Thu", sent, "1", group="customer")
    assert [one.duty for one in known(factory) if one.handed and one.handed.evidence] == ["review_meeting"]


def test_what_goes_below_a_reminder_bears_no_numbers_beside_its_own(factory: DutyDays) -> None:
    company = factory.company
    company.now = local(23, 16, 50)
    factory.begin()
    below = factory.last("pmc").text.partition("Điểm danh")[2].splitlines()[1:]
    assert len(below) > 1
    assert not any(line[0].isdecimal() for line in below)


def test_after_a_stop_whoever_is_sent_the_statistics_is_not_told_besides_that_they_are_there(
    factory: DutyDays,
) -> None:
    factory.company.now = local(23, 10)
    factory.begin()
    assert [one.text[:2] for one in factory.messages if one.who == "finance"] == ["📄 "]


@pytest.mark.parametrize("back", [timedelta(days=2, hours=1), timedelta(days=7)])
def test_after_a_stop_each_chat_hears_one_message_with_the_roll_call_below_its_reminder(
    company: Company, back: timedelta
) -> None:
    """Lesson 2: what fell due while nobody looked makes no flood."""
    days = DutyDays(company=company)
    days.begin()
    company.in_fabrication("KT-2412")
    for words in ("/new KT-2411; Khánh Thy; Biển alu", "/update KT-2411 nhận đơn xong"):
        company.says("Lan", words)
    began = company.now
    days.heard(began + timedelta(hours=8))
    days.messages.clear()
    company.now = began + back
    days.begin()
    told = Counter(one.who for one in days.messages)
    assert set(told.values()) == {1}, told
    [of_all] = [one.text for one in days.messages if one.who == "coordination"]
    assert "KT-2411" in of_all
    assert "Điểm danh" in of_all


def test_after_a_week_each_chat_hears_one_message_and_whoever_signs_the_statistics_those_besides(
    factory: DutyDays,
) -> None:
    """A file and the buttons of a signature fit below no reminder."""
    factory.heard(local(23, 7, 40))
    factory.messages.clear()
    factory.company.now = local(30, 8, 5)
    factory.begin()
    to_sign = [one.who for one in factory.messages if "chờ ký" in one.text.splitlines()[0]]
    assert to_sign == ["pmc"]
    told = Counter(one.who for one in factory.messages)
    assert {"pmc", "finance", "production"} <= told.keys()
    assert set((told - Counter(to_sign)).values()) == {1}, told
    [asked] = [one.text for one in factory.messages if one.who == "production"]
    assert "🔔" in asked
    assert "Điểm danh" in asked


def test_the_list_of_today_is_answered_by_number_too(factory: DutyDays) -> None:
    company = factory.company
    factory.heard(local(23, 7, 40))
    listed = company.says("Kế", "/nop")
    company.delivers(listed)
    number = next(line[0] for line in listed.answer.splitlines() if PLAN in line)
    assert f"Nộp: trả lời “{number} xong”" in listed.answer
    assert any(label.startswith(f"{number}. {PLAN}") for label in listed.labels)
    others = [one for one in known(factory) if one.duty in {"stored", "review_meeting"}]
    of_others = note_of_duties(others, called=True)
    called = Said(
        chat=company.users["Kế"], thread=None, message_id=9999
    )  # nobody asked for it: it hides no list
    company.store.write(lambda conn: said.remember(conn, of_others, called, company.now)).result()
    assert f"Đã nhận {PLAN}" in company.says("Kế", f"{number} xong").answer
    assert "Nộp: /nop và tên" in company.says("Thu", "/nop").answer  # who owes nothing has no number to name


def test_two_processes_at_once_write_a_day_down_once_and_call_it_once(
    factory: DutyDays, database_url: str
) -> None:
    company = factory.company
    if company.store.dialect != "postgresql":
        pytest.skip("a SQLite file belongs to one process")
    company.store.write(lambda conn: conn.execute(duties.update().values(called=False))).result()
    company.now = local(23, 7, 50)
    barrier, now = Barrier(2), company.now

    with closing(open_store(database_url)) as other, ThreadPoolExecutor(2) as pool:

        def knock(store: Store) -> None:
            barrier.wait(10)
            store.write(lambda conn: duty_keeping.keep(conn, centres=company.centres, now=now)).result()
            barrier.wait(10)
            store.write(
                lambda conn: roll_call.post_due(conn, centres=company.centres, now=now, machine_now=now)
            ).result()

        list(pool.map(knock, (company.store, other)))

    rows = known(factory)
    assert len({(one.duty, one.day) for one in rows}) == len(rows)
    factory.deliver()
    assert [one.who for one in factory.messages if "Điểm danh" in one.text] == ["production", "pmc"]
    called = select(postings).where(postings.c.report.startswith(roll_call.REPORT))
    assert len(company.store.read(lambda conn: conn.execute(called).all()).result()) == 1


def test_between_two_minutes_nothing_is_asked_of_the_database(factory: DutyDays) -> None:
    company, keeper = factory.company, duty_keeping.Keeper()

    def kept() -> bool:
        return company.store.write(
            lambda conn: keeper.keep(conn, centres=company.centres, now=company.now)
        ).result()

    assert not kept()
    company.store.write(lambda conn: conn.execute(delete(duties).where(duties.c.duty == "plan_out"))).result()
    company.now += timedelta(minutes=9)
    assert not kept()  # it does not look
    company.now += timedelta(minutes=2)
    assert kept()
    assert not kept()
    company.now = local(23, 7, 49)
    assert not kept()
    company.now = local(23, 7, 50)
    assert kept()  # Wednesday's plan, as soon as Monday's is due


def coordinating(company: Company, who: str) -> None:
    def write(conn: Connection) -> None:
        person = people_rows.by_user(conn, company.users[who])
        assert person is not None
        memberships.grant(conn, person.id, company.centre.id, "coordinator")

    company.store.write(write).result()


def known(factory: DutyDays) -> tuple[DutyDay, ...]:
    company = factory.company
    return company.store.read(
        lambda conn: duty_rows.since(conn, company.centre.id, local(1, 0).date())
    ).result()


def test_what_is_handed_in_is_one_of_the_messages_its_receiver_hears_that_day_and_no_receipt(
    factory: DutyDays,
) -> None:
    company = factory.company
    factory.heard(local(23, 7, 40))
    handed = company.says("Kế", "xong", group="pmc", reply_to=factory.last("pmc").number)
    unasked = [say for say in handed.says if say.unasked]
    assert unasked
    assert {letter(say, company.centre.id).group_key for say in unasked} == {""}
    assert not handed.says[0].unasked
    assert letter(handed.says[0], company.centre.id).group_key


def test_at_its_minute_it_goes_at_once_and_what_climbs_later_has_its_turn(factory: DutyDays) -> None:
    factory.heard(local(25, 17))
    said = [one.say for one in factory.messages if one.say.lane is Lane.REMINDERS and one.say.may_wait]
    urgent = {one.may_wait.urgency for one in said if one.may_wait}
    assert Urgency.AT_ONCE in urgent
    climbed = [one.say for one in factory.messages if "⏫" in one.text and one.say.may_wait]
    assert climbed
    assert {one.may_wait.urgency for one in climbed if one.may_wait} == {Urgency.PRESSING}
