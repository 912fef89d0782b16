"""What departments owe by the clock: asked for, handed in, signed, and called out at its minute."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from handlers.duties import duty_keeping
from handlers.duties.duty_keys import OPEN
from handlers.incoming import Attachment
from handlers.tap_data import TapData, pack
from orders.duties import DutyDay, DutyState
from orders.order import PersonId
from storage import audit
from storage.chasing import duty_rows
from storage.intake import batch_rows
from storage.intake.batch_rows import Batch
from storage.people import people_rows, roster_rows
from tests.support.company import PHOTO
from tests.support.duty_days import DutyDays, founded, local

PLAN, MEETING, STORED = "Bảng kế hoạch sản xuất", "Họp sản xuất và xét đơn", "Thống kê nhập kho ngày"
SHIPPED = "Thống kê xuất hàng hôm qua"
TABLE = Attachment(kind="file", file_id="x-1", unique_id="x1", name="ton-kho.xlsx")


@pytest.fixture
def factory(database_url: str) -> Iterator[DutyDays]:
    """Saturday, 17:00: work has just ended."""
    days = founded(database_url, local(21, 17))
    yield days
    days.company.close()


def test_saturdays_plan_for_the_next_morning_is_asked_for_on_monday_and_called_out_at_ten_to_eight(
    factory: DutyDays,
) -> None:
    told = factory.heard(local(23, 8))

    assert [(at, who) for at, who, _ in told] == [
        ("Mon 07:30", "pmc"),  # the meeting, in the last working hour before
        ("Mon 07:35", "pmc"),  # the plan, though the chat has just been told something
        ("Mon 07:50", "pmc"),  # missing, to the minute; coordination too, which needs no roll-call besides
        ("Mon 07:50", "production"),
        ("Mon 08:00", "finance"),  # the statistics, compiled by the bot
        ("Mon 08:00", "pmc"),  # to be signed
    ]
    assert "nộp trước 07:50" in told[1][2]
    assert "chưa nộp, hạn 07:50" in told[2][2]
    assert told[3][2] == (
        "📋 Điểm danh 07:50 (T2 23/11)\n❌ Bảng kế hoạch sản xuất – PMC – kế hoạch vật tư: chưa nộp, hạn 07:50"
    )


def test_what_nobody_hands_in_climbs_the_duties_own_ladder(factory: DutyDays) -> None:
    factory.heard(local(23, 7, 50))
    told = factory.heard(local(23, 9, 15))
    climbed = [(at, who) for at, who, what in told if PLAN in what and "⏫" in what]
    assert climbed == [("Mon 08:05", "Hà")]  # management hears in the morning, of everything


def test_the_plan_is_handed_in_by_a_reply_signed_and_passed_on_and_the_roll_call_says_so(
    factory: DutyDays,
) -> None:
    company = factory.company
    factory.heard(local(23, 7, 40))
    asked = factory.last("pmc")

    doubtful = company.says("Kế", "máy in kẹt giấy rồi", group="pmc", reply_to=asked.number)
    assert not doubtful.answer.startswith("✅")
    whether = company.says("Kế", "12 bộ biển alu", group="pmc", reply_to=asked.number)
    assert "Bot chưa ghi gì" in whether.answer

    handed = company.says("Kế", "kế hoạch thứ hai", group="pmc", reply_to=asked.number, attachments=(PHOTO,))
    assert handed.answer == f"✅ Đã nhận {PLAN} (T2 23/11), nộp 07:40. Chờ trưởng PMC – kế hoạch vật tư ký."
    to_sign = handed.says[1]
    assert "kế hoạch thứ hai" in handed.read(to_sign)
    assert to_sign.copies == ((company.groups["pmc"], handed.incoming.message),)
    again = company.says("Kế", "xong", group="pmc", reply_to=asked.number)
    assert again.answer.startswith(f"{PLAN} đã nộp rồi: Kế, 07:40")
    to_be_signed = company.says("Hà", "xong", group="pmc", reply_to=asked.number)
    assert "Ký duyệt" in to_be_signed.labels, "it is there: what is missing is the signature"

    refused = company.taps("Kế", handed, "Ký", group="pmc")
    assert "trưởng PMC" in refused.answer
    signed = company.taps("Hà", handed, "Ký", group="pmc")
    assert signed.answer == f"✅ Đã ký {PLAN} (T2 23/11)."
    [passed] = [say for say in signed.says if say.chat == company.groups["production"]]
    assert passed.copies == to_sign.copies
    twice = company.taps("Hà", handed, "Ký", group="pmc")
    assert "đã ký: Hà" in twice.answer

    told = {who: what for _, who, what in factory.heard(local(23, 7, 50)) if "Điểm danh" in what}
    assert told.keys() == {"production", "pmc"}
    assert f"✅ {PLAN} – PMC – kế hoạch vật tư: đã nộp 07:40" in told["production"]
    assert not [what for _, who, what in factory.heard(local(23, 8, 20)) if "🔔 " + PLAN in what]


def test_a_plan_that_is_sent_back_is_asked_for_again_with_the_reason(factory: DutyDays) -> None:
    company = factory.company
    factory.heard(local(23, 7, 40))
    handed = company.says("Kế", "xong", group="pmc", reply_to=factory.last("pmc").number)
    asked = company.taps("Hà", handed, "Trả lại", group="pmc")
    [question] = company.delivers(asked)
    back = company.says("Hà", "thiếu đơn MTO-1", group="pmc", reply_to=question)
    assert "bị trả lại: thiếu đơn MTO-1" in back.answer
    listed = company.says("Kế", "/nop").answer
    assert f"↩️ {PLAN} – PMC – kế hoạch vật tư: bị trả lại, chờ nộp lại, hạn 07:50" in listed
    told = factory.heard(local(23, 7, 50))
    assert [who for _, who, what in told if f"❌ {PLAN} – PMC – kế hoạch vật tư: bị trả lại" in what] == [
        "production",
    ]
    assert [
        what
        for _, who, what in told
        if who == "pmc" and "🔔" in what and "bị trả lại, chưa nộp lại, hạn 07:50" in what
    ]
    again = company.says("Kế", f"/nop {PLAN} xong")
    company.taps("Kế", again, "Hoàn tác")
    assert "Bị trả lại: thiếu đơn MTO-1" in company.taps("Kế", company.says("Kế", "/nop"), PLAN).answer


def test_what_waits_for_a_signature_is_listed_to_whoever_gives_it_and_an_old_one_is_signed_from_the_list(
    factory: DutyDays,
) -> None:
    company = factory.company
    factory.heard(local(23, 7, 40))
    [owed] = company.delivers(company.says("Kế", "/my"))
    assert "Đã nhận " + PLAN in company.says("Kế", "1 xong", reply_to=owed).answer
    own = company.says("Hà", "/my")
    assert f"✍️ {PLAN}" in own.answer
    company.delivers(own)
    number = next(line for line in own.answer.splitlines() if PLAN in line).split(".")[0]
    assert "Ký duyệt" in company.says("Hà", number).labels
    assert f"✍️ {PLAN}" not in company.says("Sếp", "/my").answer, "a manager may, and is not asked"
    assert PLAN not in company.says("Kế", "/my").answer

    factory.heard(local(24, 12))
    listed = company.says("Sếp", "/nop")
    assert {f"{PLAN} (T2 23/11)", f"{SHIPPED} (T2 23/11)"} <= {
        label.partition(". ")[2] for label in listed.labels
    }
    others = {label.partition(". ")[2] for label in company.says("Kho", "/nop").labels}
    assert not others & {PLAN, SHIPPED}
    opened = company.taps("Sếp", listed, PLAN)
    assert "Đã ký" in company.taps("Sếp", opened, "Ký").answer
    assert PLAN not in company.says("Hà", "/my").answer

    factory.heard(local(25, 8, 30))  # the next statistics are there: Monday's are asked for no more
    [given_up] = [one for one in rows(factory) if (one.duty, one.day.day) == ("shipped", 23)]
    assert given_up.state is DutyState.MISSING
    opened = company.forges("Hà", pack(TapData(verb=OPEN, order=given_up.id)))
    assert "Đã ký" in company.taps("Hà", opened, "Ký").answer


def test_it_is_taken_back_by_whoever_did_it_and_what_comes_later_is_late(factory: DutyDays) -> None:
    company = factory.company
    factory.heard(local(23, 8, 25))
    handed = company.says("Kế", f"{MEETING} xong")
    assert handed.answer.startswith(f"✅ Đã nhận {MEETING}")
    assert company.taps("Hà", handed, "Hoàn tác").answer.startswith(f"{MEETING} đã nộp rồi: Kế")
    back = company.taps("Kế", handed, "Hoàn tác")
    assert "đã rút lại" in back.answer
    assert "đã rút lại" in back.told(company.groups["customer"])

    factory.heard(local(23, 8, 40))
    late = company.says("Kế", f"/update {MEETING.lower()} xong", group="pmc")
    assert late.answer.startswith(f"🕘 Đã nhận {MEETING} (T2 23/11), nộp muộn 08:40, hạn 08:30")
    assert (
        "🕘 Họp sản xuất và xét đơn – PMC – kế hoạch vật tư: nộp muộn 08:40"
        in company.says("Xưởng", "/nop").answer
    )
    assert "Muộn, hạn" in late.told(company.groups["customer"])
    assert "duty.taken_back" in {
        one.act for one in company.store.read(lambda conn: audit.recent(conn, company.centre.id)).result()
    }
    assert f"nộp việc phải nộp · {MEETING}" in company.says("Soát", "/nhatky").answer


def test_several_are_answered_by_their_numbers_a_button_or_a_picture(factory: DutyDays) -> None:
    company = factory.company
    company.now = local(23, 8, 5)  # the bot was away: one message, one line each
    factory.begin()
    [asked] = [one for one in factory.messages if one.who == "pmc" and "🔔" in one.text]
    assert "1." in asked.text
    assert "2." in asked.text

    answered = company.says("Kế", "2 xong\n1 mai", group="pmc", reply_to=asked.number)
    assert "2. ✅ Đã nhận" in answered.answer
    assert "không hoãn được, hạn vẫn là 07:50" in answered.answer
    which = company.says("Kế", "", group="pmc", reply_to=asked.number, attachments=(PHOTO,))
    shown = company.taps("Kế", which, "1", group="pmc")
    assert "Đã nhận" in shown.answer
    assert shown.handled.reply.reaction == "👌"


def test_of_several_what_nobody_can_tell_hands_nothing_in_and_what_waits_for_a_signature_is_shown(
    factory: DutyDays,
) -> None:
    company = factory.company
    company.now = local(23, 8, 5)
    factory.begin()
    [asked] = [one for one in factory.messages if one.who == "pmc" and "🔔" in one.text]

    before = len([one for one in rows(factory) if one.handed is not None])
    answered = company.says("Kế", "1 xong\n2 hỏi anh Kế", group="pmc", reply_to=asked.number)
    first, second = answered.answer.splitlines()
    assert first.startswith("1. 🕘 Đã nhận")
    assert second.startswith("2. “hỏi anh Kế”: đây là ")
    assert second.endswith("Bot chưa ghi gì.")
    assert {"1", "2"} & answered.labels == {"2"}
    states = {one.duty: one.state for one in rows(factory) if one.handed is not None}
    everything = company.says("Kế", "xong hết", group="pmc", reply_to=asked.number)
    assert "1 2: ra sao rồi?" in everything.answer
    assert len(states) == before + 1

    for words in ("1 duyệt", "1 đã ký", "1 xong"):
        signing = company.says("Hà", f"{words}\n2 xong chưa?", group="pmc", reply_to=asked.number)
        assert {"1", "2"} <= signing.labels, words
    assert {one.duty: one.state for one in rows(factory) if one.handed is not None} == states
    opened = company.taps("Hà", signing, "1", group="pmc")
    assert "Ký duyệt" in opened.labels


@pytest.mark.parametrize(
    ("words", "handed"),
    [
        *((one, True) for one in (
            "đã nộp", "vừa gửi", "nộp rồi", "nộp rồi nhé", "nộp xong ạ", "nộp đủ", "nộp đủ rồi", "dạ em nộp rồi ạ", "dạ, em đã gửi",
            "da nop", "em vừa nộp xong", "bên em nộp rồi anh", "交了", "已提交", "已经交了", "我们都交了", "发过去了", "刚发", "submitted",
            "sent", "already handed in",
        )),
        *((one, False) for one in (
            "nộp nhé", "gửi nhé", "nộp", "nộp đi", "dạ nộp", "em nộp", "nộp đủ nhé", "提交", "交", "发", "都交", "submit", "send it", "hand in",
        )),
    ],
)  # fmt: skip
def test_only_what_has_happened_is_a_hand_in_and_an_order_is_none(
    factory: DutyDays, words: str, *, handed: bool
) -> None:
    factory.heard(local(23, 7, 40))
    answered = factory.company.says("Kế", words, group="pmc", reply_to=factory.last("pmc").number)
    assert [one.handed is not None for one in rows(factory) if one.duty == "plan_out"][:1] == [handed]
    assert answered.answer.startswith("✅" if handed else ("“", "Chưa ghi"))


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        *((one, "nộp theo giờ nên không hoãn được, hạn vẫn là 07:50") for one in ("mai", "chiều nay", "để mai", "5 phút nữa", "稍后", "明天", "later")),
        *((one, "Chưa ghi là nộp") for one in ("đang làm", "chưa", "còn 50%", "还没", "not yet", "ok")),
        *((one, "chưa nộp, hạn 07:50") for one in ("xong chưa?", "交了吗?")),
    ],
)  # fmt: skip
def test_what_is_no_hand_in_is_answered_in_a_dutys_own_words(
    factory: DutyDays, words: str, answer: str
) -> None:
    factory.heard(local(23, 7, 50))
    asked = factory.last("pmc")
    heard = factory.company.says(
        "Kế", words, group="pmc", reply_to=[one for one in factory.messages if "🔔" in one.text][-1].number
    )
    assert asked.at == "Mon 07:50"
    assert answer in heard.answer
    assert not factory.company.says("Kế", "/my").answer.count("✅")


def test_by_its_name_in_private_with_a_file_and_before_its_day(factory: DutyDays) -> None:
    company = factory.company
    factory.heard(local(23, 10))
    company.lang = "zh-Hans"
    assert "生产计划表" in company.says("Kế", "/tijiao").answer
    handed = company.says("Kế", "/tijiao 生產計劃表", attachments=(TABLE,))
    assert "生产计划表" in handed.answer
    assert "迟交" in handed.answer
    company.taps("Hà", handed, "签字", group="pmc")
    again = company.says("Kế", "/tijiao 生产计划表 完成")
    assert "已在 10:00 提交" in again.answer
    ahead = company.taps("Kế", again, "提前交")
    assert "11月25日" in ahead.answer  # Tuesday is a holiday


def test_who_may_not_is_refused_and_an_auditor_reads(factory: DutyDays) -> None:
    company = factory.company
    factory.heard(local(23, 7, 40))
    assert "PMC" in company.says("Xưởng", f"/nop {PLAN} xong").answer
    assert PLAN in company.says("Soát", "/nop").answer
    assert "không" in company.says("Soát", f"/nop {PLAN} xong").answer.lower()
    assert "Đang có" in company.says("Kế", "/nop trăng sao").answer
    assert [one.state for one in rows(factory) if one.duty == "plan_out"] == [DutyState.WANTED]


def test_what_is_done_is_called_out_silently_with_the_next_and_what_is_missing_at_its_minute(
    factory: DutyDays,
) -> None:
    company = factory.company
    factory.heard(local(23, 8, 20))
    handed = company.says("Kế", f"/nop {MEETING} xong")
    assert not [what for _, _, what in factory.heard(local(23, 8, 40)) if "Điểm danh" in what]
    company.taps("Kế", handed, "Hoàn tác")
    factory.begin()
    missing = [one for one in factory.messages if "Điểm danh 08:30" in one.text]
    assert {one.who for one in missing} == {"customer", "pmc"}
    assert "❌ " + MEETING in missing[0].text

    company.now = local(25, 8, 20)
    factory.begin()
    company.says("Kế", f"/nop {MEETING} xong")
    opened = company.taps("Hà", company.says("Hà", "/nop"), SHIPPED)
    assert "Đã ký" in company.taps("Hà", opened, "Ký").answer
    factory.heard(local(25, 9))
    together = [one for one in factory.messages if one.at == "Wed 09:00"]
    assert [one.who for one in together] == ["customer", "pmc", "finance"]
    assert all(one.say.silent and "Điểm danh 0" in one.text for one in together)
    [told] = [one.text for one in together if one.who == "pmc"]
    assert MEETING in told
    assert SHIPPED in told


def test_a_bot_that_was_down_over_the_minute_asks_once_and_calls_the_roll_late(factory: DutyDays) -> None:
    factory.company.now = local(23, 9, 30)
    factory.begin()
    told = [(one.who, one.text) for one in factory.messages]
    digests = [what for who, what in told if who == "pmc" and "🔔" in what]
    assert len(digests) == 1
    assert digests[0].count("chưa nộp") == 2
    calls = [what for who, what in told if "báo muộn" in what]
    assert len(calls) == len({who for who, what in told if "báo muộn" in what})
    [with_it] = [what for what in calls if what in digests]  # the rest goes with what the chat is asked for
    called = with_it.partition("📋")[2]
    assert "Thống kê xuất hàng hôm qua" in called
    assert PLAN not in called
    assert MEETING not in called


def test_after_a_week_only_the_newest_is_asked_for(factory: DutyDays) -> None:
    factory.heard(local(23, 7, 40))
    factory.messages.clear()
    factory.company.now = local(30, 8, 5)
    factory.begin()
    plans = [one for one in rows(factory) if one.duty == "plan_out"]
    assert [(one.day.day, one.state.value) for one in plans] == [
        (23, "missing"), (25, "missing"), (26, "missing"), (27, "missing"), (28, "missing"),
        (30, "wanted"), (1, "wanted"),
    ]  # fmt: skip
    asked = [one.text.partition("Điểm danh")[0] for one in factory.messages if "🔔" in one.text]
    assert sum(PLAN in what for what in asked) == 1
    called = [one.text for one in factory.messages if "Điểm danh" in one.text]
    assert called
    assert all("30/11" in what for what in called)


def test_two_bots_write_a_day_down_once_and_call_it_once(factory: DutyDays) -> None:
    company = factory.company
    before = rows(factory)
    for _ in range(2):
        company.store.write(
            lambda conn: duty_keeping.keep(conn, centres=company.centres, now=company.now)
        ).result()
    assert rows(factory) == before
    assert len({(one.duty, one.day) for one in before}) == len(before) == 5
    factory.heard(local(23, 7, 50))
    told = len(factory.messages)
    factory.begin()
    assert len(factory.messages) == told


def test_whoever_is_away_is_stood_in_for_and_a_department_without_a_chat_hears_in_private(
    factory: DutyDays,
) -> None:
    company = factory.company
    company.enrol(7001, "Vân", "quality")
    company.users["Vân"] = 7001

    def away(conn: Connection) -> None:
        roster_rows.add(
            conn,
            company=company.centre.id,
            what="leave",
            person=_person(conn, company.users["Hà"]),
            deputy=_person(conn, company.users["Kế"]),
            starts_at=local(21, 0),
            ends_at=local(30, 0),
            by=_person(conn, company.users["Hà"]),
            now=company.now,
        )

    company.store.write(away).result()
    told = factory.heard(local(23, 8, 10))
    assert ("Mon 08:05", "Kế") in {(at, who) for at, who, what in told if "⏫" in what}
    # Management has no group: what it should receive it hears in private; nobody there owes anything.
    assert not [who for _, who, _ in told if who == "Soát"]


def test_a_file_of_reports_counts_and_is_worked_on_and_another_file_is_only_handed_in(
    factory: DutyDays,
) -> None:
    company = factory.company
    factory.heard(local(23, 15, 45))
    asked = factory.last("warehouse")
    assert STORED in asked.text
    handed = company.says("Kho", "", group="warehouse", reply_to=asked.number, attachments=(TABLE,))
    assert handed.answer.startswith(f"✅ Đã nhận {STORED}")
    assert [one.kind for one in batches(factory)] == ["maybe"]


def _person(conn: Connection, user: int) -> PersonId:
    found = people_rows.by_user(conn, user)
    assert found is not None
    return found.id


def rows(factory: DutyDays) -> tuple[DutyDay, ...]:
    company = factory.company
    return company.store.read(
        lambda conn: duty_rows.since(conn, company.centre.id, local(1, 0).date())
    ).result()


def batches(factory: DutyDays) -> tuple[Batch, ...]:
    return factory.company.store.read(lambda conn: batch_rows.in_work(conn, factory.company.now)).result()
