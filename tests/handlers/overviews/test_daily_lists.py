"""The list every morning and the note at the close of work: for those who asked for them, once, while they are at work."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, select, update

from handlers.audit.alarms import NOTE
from handlers.overviews import daily_lists
from handlers.reply import Say
from handlers.reply_json import say_from_json
from orders.order import PersonId, StageState
from storage.chasing import daily_rows
from storage.people import memberships, people_rows
from storage.post import outbox
from storage.tables.order_tables import stages
from storage.tables.post_tables import outbox as outbox_table
from storage.tables.post_tables import said
from tests.support.company import BOT, Company, Found, Heard

SAIGON = ZoneInfo(
    "Asia/Ho_Chi_Minh"
)  # Monday is the 23rd, Tuesday the 24th a holiday; work goes on from 8 to 17
REPEATED = 6


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SAIGON).astimezone(UTC)


def send(company: Company, at: datetime) -> Mapping[str, Say]:
    """What everybody gets of it then."""
    company.now = at
    while company.store.write(lambda conn: _send(conn, company, at)).result():
        pass
    return taken(company)


def _send(conn: Connection, company: Company, at: datetime) -> bool:
    return daily_lists.send_due(conn, centres=company.centres, bot=BOT, now=at, machine_now=at)


def taken(company: Company) -> Mapping[str, Say]:
    names = {user: name for name, user in company.users.items()}

    def take(conn: Connection) -> dict[str, Say]:
        letters = outbox.claim(conn, owner="t", now=company.now, lease=company.around.lease, limit=50)
        for letter in letters:
            outbox.sent(conn, letter, letter.id + 5000, company.now)
        said = [
            (letter.chat, say_from_json(letter.payload)) for letter in letters if letter.lane == "reports"
        ]
        assert len(said) == len({chat for chat, _ in said}), "one message each"
        return {names[chat]: say for chat, say in said}

    return company.store.write(take).result()


def said_to(company: Company, name: str) -> list[int]:
    """The numbers of the lists somebody was sent, by which they are replied to."""

    def read(conn: Connection) -> list[int]:
        chosen = select(said.c.message_id).where(
            said.c.chat == company.users[name], said.c.note.like("owed:%")
        )
        return list(conn.execute(chosen).scalars())

    return company.store.read(read).result()


def read(company: Company, say: Say) -> str:
    return heard_as(company, say).read(say)


def heard_as(company: Company, say: Say) -> Heard:
    """As if they had asked for it: to be read and tapped."""
    asked = company.says("Soát", "/lang")
    return Heard(
        incoming=asked.incoming,
        handled=type(asked.handled)(reply=type(asked.handled.reply)(says=(say,))),
        lang=company.lang,
        now=company.now,
        zone=company.centre.zone,
    )


def person(company: Company, name: str) -> PersonId:
    user = company.users[name]
    found = company.store.read(lambda conn: people_rows.by_user(conn, user)).result()
    assert found is not None
    return found.id


@pytest.fixture
def wanting(company: Company) -> Company:
    """On Monday morning Tú asked for it; two orders wait in fabrication."""
    company.in_fabrication("KT-1")
    company.in_fabrication("KT-2")
    company.taps("Tú", company.says("Tú", "/viec"), "Gửi tôi mỗi sáng")
    send(company, local(23, 10))
    return company


def test_it_is_offered_in_private_until_it_is_wanted(company: Company) -> None:
    company.in_fabrication("KT-1")
    assert "🌅 Gửi tôi mỗi sáng" not in company.says("Tú", "/my", group="production").labels
    offered = company.says("Tú", "/my")
    answer = company.taps("Tú", offered, "Gửi tôi mỗi sáng").answer
    assert "Từ sáng mai" in answer
    assert company.taps("Tú", offered, "Gửi tôi mỗi sáng").answer == answer
    assert "🌅 Gửi tôi mỗi sáng" not in company.says("Tú", "/my").labels


def test_the_evening_tells_what_was_reported_and_what_is_open_and_the_morning_what_is_to_be_done(
    wanting: Company,
) -> None:
    wanting.now = local(23, 11)
    wanting.says("Tú", "/update KT-1 gia công 40%")
    wanting.says("Tú", "/update KT-1 gia công 60%")
    wanting.says("Tú", "/update KT-2 gia công kẹt thiếu mica")
    wanting.says("Tú", "/undo KT-2")

    assert send(wanting, local(23, 16, 59)) == {}
    evening = send(wanting, local(23, 17))
    assert evening.keys() == {"Tú"}
    note = evening["Tú"]
    assert note.silent
    told = read(wanting, note)
    reported, still_open = told.split("\n\n")
    assert reported.splitlines()[1:] == [
        "Hôm nay bạn đã báo:",
        "• KT-2 · Khánh Thy · Gia công: đã nhận",
        "• KT-1 · Khánh Thy · Gia công: báo tiến độ",
    ]
    assert still_open.splitlines()[0] == "Việc còn lại của bạn: 2"
    assert still_open.splitlines()[1].startswith("1. ▶️ KT-1")
    assert send(wanting, local(23, 17, 5)) == {}

    assert send(wanting, local(24, 8)) == {}, "a holiday"
    assert send(wanting, local(24, 17)) == {}
    assert send(wanting, local(25, 7, 59)) == {}
    morning = send(wanting, local(25, 8))
    assert morning.keys() == {"Tú"}
    assert not morning["Tú"].silent
    lines = read(wanting, morning["Tú"]).splitlines()
    assert lines[0] == "🌅 Chào buổi sáng. Việc của bạn hôm nay: 2"
    assert lines[1].startswith("1. ▶️ KT-1 · Khánh Thy")
    assert "60" in lines[1]
    menu = wanting.taps("Tú", heard_as(wanting, morning["Tú"]), "KT-1 Gia công")
    assert "Xong" in menu.labels
    assert send(wanting, local(25, 8, 1)) == {}

    wanting.taps("Tú", heard_as(wanting, morning["Tú"]), "Thôi gửi")
    assert send(wanting, local(25, 17)) == {}
    assert send(wanting, local(26, 8)) == {}
    assert "🌅 Gửi tôi mỗi sáng" in wanting.says("Tú", "/my").labels


def test_the_morning_list_is_answered_by_its_numbers_below_it_or_right_after_it(wanting: Company) -> None:
    wanting.says("Lan", "/new KT-7; Nhật Minh; Hộp đèn")
    wanting.taps("Lan", wanting.says("Lan", "/my"), "Gửi tôi mỗi sáng")
    lists = send(wanting, local(25, 8))
    [list_of_tu] = said_to(wanting, "Tú")
    both = wanting.says("Tú", "2 60%\n1 xong", reply_to=list_of_tu)
    assert "2. KT-2 · Khánh Thy: ✅ Gia công: 60%" in both.answer
    assert "1. KT-1 · Khánh Thy: ✅ Gia công: xong" in both.answer
    assert wanting.order("KT-1").stage("fabrication").state is StageState.DONE
    missed = wanting.says("Tú", "2 xong\n9 xong", reply_to=list_of_tu)
    assert "2. KT-2 · Khánh Thy: ✅ Gia công: xong" in missed.answer
    assert "Danh sách không có số 9" in missed.answer

    number = next(line for line in read(wanting, lists["Lan"]).splitlines() if "KT-7" in line).split(".")[0]
    opened = wanting.says("Lan", number)  # in private no reply is needed
    assert opened.answer.startswith("KT-7 · Nhật Minh")
    assert "Xong" in opened.labels
    wanting.now += timedelta(hours=13)
    assert "Nhật Minh" not in wanting.says("Lan", number).answer


def test_a_stop_is_made_up_for_within_two_hours_of_the_morning_and_not_in_the_evening(
    wanting: Company,
) -> None:
    assert send(wanting, local(23, 17, 10)) == {}
    assert send(wanting, local(25, 9, 59)).keys() == {"Tú"}
    assert send(wanting, local(26, 10)) == {}


def test_where_nothing_waits_and_nothing_was_reported_nothing_comes(company: Company) -> None:
    company.in_fabrication("KT-1")
    company.taps("Tú", company.says("Tú", "/viec"), "Gửi tôi mỗi sáng")
    company.now = local(23, 16)
    company.taps("Điệp", company.says("Điệp", "/cancel KT-1 khách thôi"), "Huỷ đơn")
    note = send(company, local(23, 17))["Tú"]
    assert "Bạn không còn việc nào đang chờ" in read(company, note)
    assert send(company, local(25, 8)) == {}
    company.in_fabrication("KT-3")
    assert send(company, local(25, 8, 30)) == {}, "there was nothing when work began"
    assert send(company, local(25, 17)).keys() == {"Tú"}


def test_nobody_hears_of_work_who_is_away_cannot_be_written_to_or_is_out(wanting: Company) -> None:
    def reachable(conn: Connection, *, can: bool) -> None:
        people_rows.set_reachable(conn, wanting.users["Tú"], reachable=can)

    wanting.now = local(23, 16)
    wanting.says("Tú", "/nghi 25/11")
    assert send(wanting, local(25, 8)) == {}
    assert send(wanting, local(25, 17)) == {}
    wanting.store.write(lambda conn: reachable(conn, can=False)).result()
    assert send(wanting, local(26, 8)) == {}
    wanting.store.write(lambda conn: reachable(conn, can=True)).result()
    assert send(wanting, local(26, 8, 30)).keys() == {"Tú"}
    tu = person(wanting, "Tú")
    wanting.store.write(lambda conn: memberships.leave(conn, tu)).result()
    assert send(wanting, local(26, 17)) == {}


def test_two_processes_send_it_once_and_many_get_theirs_slice_by_slice(wanting: Company) -> None:
    for number in range(REPEATED):
        name = f"Thợ {number}"
        wanting.users[name] = 7000 + number
        wanting.enrol(7000 + number, name, "production")
        wanting.taps(name, wanting.says(name, "/my"), "Gửi tôi mỗi sáng")
    taken(wanting)
    wanting.now = local(25, 8)
    together = [wanting.store.write(lambda conn: _send(conn, wanting, wanting.now)) for _ in range(REPEATED)]
    assert any(one.result() for one in together)
    first = taken(wanting)
    rest = send(wanting, local(25, 8))
    assert not first.keys() & rest.keys()
    assert len(first) + len(rest) == REPEATED + 1
    tu = person(wanting, "Tú")
    day = local(26, 8).date()
    claims = [
        wanting.store.write(lambda conn: daily_rows.take(conn, tu, "adtech", "opened_on", day))
        for _ in range(2)
    ]
    assert sorted(one.result() for one in claims) == [False, True]


def test_what_cannot_be_laid_out_for_one_is_said_to_them_and_to_admins_and_keeps_nobody_else_from_theirs(
    wanting: Company,
) -> None:
    wanting.says("Lan", "/new KT-9; Nhật Minh; Hộp đèn")
    wanting.taps("Lan", wanting.says("Lan", "/my"), "Gửi tôi mỗi sáng")
    spoil = update(stages).where(stages.c.holder == "sales").values(state="unheard of")
    assert wanting.store.write(lambda conn: conn.execute(spoil).rowcount).result() == 1
    lists = send(wanting, local(25, 8))
    assert "Việc của bạn hôm nay: 2" in read(wanting, lists.pop("Tú"))
    assert [(who, read(wanting, say)) for who, say in lists.items()] == [
        ("Lan", "⚠️ Bot chưa lập được danh sách việc của bạn. Gõ /viec để xem; quản trị đã được báo.")
    ]
    alarms = wanting.store.read(
        lambda conn: list(conn.execute(select(outbox_table.c.payload)).scalars())
    ).result()
    told = [read(wanting, say_from_json(one)) for one in alarms if one.get("note_for") == NOTE]
    assert told
    assert all("Danh sách việc của 1 người không lập được: Lan." in one for one in told)
    assert send(wanting, local(25, 8, 1)) == {}, "it is tried once"


@pytest.mark.parametrize(
    ("lang", "button", "morning"),
    [
        ("zh-Hans", "每天早上发给我", "🌅 早上好，你今天的待办：1项"),
        ("en", "every morning", "🌅 Good morning. Waiting for you today: 1 item"),
    ],
)
def test_it_comes_in_the_readers_language(found: Found, lang: str, button: str, morning: str) -> None:
    company = found(lang)
    company.in_fabrication("KT-1")
    company.taps("王伟", company.says("王伟", "/my"), button)
    told = send(company, local(25, 8))
    assert read(company, told["王伟"]).splitlines()[0] == morning


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (local(23, 7), local(23, 8)),
        (local(23, 8), local(23, 17)),
        (local(23, 17), local(25, 8)),
        (local(24, 12), local(25, 8)),
    ],
)
def test_the_next_moment_is_when_work_begins_or_ends(company: Company, now: datetime, due: datetime) -> None:
    assert daily_lists.next_moment(company.centres, now) == due
