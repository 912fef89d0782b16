"""Several pushes to one department within minutes are one message there; the askers know when it goes, and hear their answers."""

import re
from datetime import timedelta

from sqlalchemy import Connection

from handlers.reply import Say, text
from handlers.voicing import voice
from storage.post import held_letters
from tests.support.company import TAGS, Company
from tests.support.works import Arrived, Works, at_work


async def offered(works: Works, *codes: str) -> None:
    for code in codes:
        await works.says("Lan", f"/new {code}; Khánh Thy; Biển alu")
        await works.says("Lan", f"/update {code} nhận đơn xong")
    await works.settle()


async def passes(works: Works, **time: float) -> None:
    await works.settle()
    until = works.hands.at + timedelta(**time)
    while await works.step(until):
        pass
    await works.settle()


def pushes(works: Works, department: str = "design") -> list[Arrived]:
    return said_to(works, works.company.groups[department], "giục, cho biết")


def answers(works: Works, who: str) -> list[str]:
    return [one.sent.html for one in said_to(works, works.company.users[who], "Trả lời lời giục")]


def said_to(works: Works, chat: int, words: str) -> list[Arrived]:
    return [one for one in works.inbox.arrived if one.sent.chat == chat and words in one.sent.html]


def lines(one: Arrived) -> list[str]:
    return TAGS.sub("", one.sent.html).splitlines()


async def test_what_several_ask_within_minutes_is_one_message_and_every_asker_hears_the_answers(
    company: Company,
) -> None:
    async with at_work(company) as works:
        await _many_askers(works)


async def _many_askers(works: Works) -> None:
    codes = [f"KT-{number}" for number in range(1, 7)]
    await offered(works, *codes)
    first = await works.says("Điệp", "/giuc KT-1 thiết kế: khách đang hỏi")
    assert "• Kỹ thuật – Thiết kế: KT-1" in first.answer.splitlines()
    await works.settle()
    assert len(pushes(works)) == 1

    later = await works.says("Điệp", "/giuc KT-2 thiết kế: khách đang hỏi")
    await passes(works, minutes=2)
    await works.says("An", "/giuc KT-3 thiết kế mai giao rồi")
    await works.says("Điệp", "/giuc KT-4 thiết kế: gửi bản in")
    await works.says("An", "/giuc KT-5 thiết kế")
    undone = await works.says("An", "/giuc KT-6 thiết kế")
    assert "gộp" in later.answer
    assert "09:05" in later.answer
    assert "09:05" in undone.answer
    await works.says("An", "/undo KT-6")
    await works.says("Minh", "/update KT-5 thiết kế 30%")
    await works.settle()
    assert "KT-5" in answers(works, "An")[-1]
    assert len(pushes(works)) == 1

    await passes(works, minutes=4)
    _, together = pushes(works)
    assert together.at == first.now + timedelta(minutes=5)
    head, *said = lines(together)
    assert head == "📣 Điệp giục, cho biết tới đâu rồi:"
    assert [re.sub(" · .*(?=“)| · .*", " ", one).strip() for one in said] == [
        "1. KT-2 “khách đang hỏi”",
        "2. KT-4 “gửi bản in”",
        "📣 An giục, cho biết tới đâu rồi: “mai giao rồi”",
        "3. KT-3",
    ]
    assert [key.label for row in together.sent.keys for key in row] == [
        "1. KT-2 Thiết kế", "2. KT-4 Thiết kế", "3. KT-3 Thiết kế"
    ]  # fmt: skip

    await works.says("Minh", "1 60%\n3 80%", group="design", reply_to=together.message)
    await works.settle()
    assert works.company.order("KT-2").stage("design").percent == 60
    assert "60" in answers(works, "Điệp")[-1]
    assert "KT-3" in answers(works, "An")[-1]
    assert (len(answers(works, "Điệp")), len(answers(works, "An"))) == (1, 2)
    await works.says("Điệp", "/undo KT-4")
    await works.settle()
    edited = TAGS.sub("", works.inbox.edited[together.message].html).splitlines()
    assert edited[2].startswith("2. đã rút lại: KT-4")
    assert edited[1].startswith("1. KT-2")
    assert len(pushes(works)) == 2


async def test_when_one_message_is_left_it_has_its_turn_and_what_is_answered_by_then_is_never_said(
    company: Company,
) -> None:
    async with at_work(company) as works:
        await offered(works, "KT-1", "KT-2", "KT-3")
        await works.says("Điệp", "/giuc KT-1 thiết kế")
        await heard_so_often(works, "design", times=6)

        later = await works.says("Điệp", "/giuc KT-2 thiết kế")
        assert "13:30" in later.answer
        assert "gọi thẳng" in later.answer
        await passes(works, hours=4, minutes=29)
        joining = await works.says("An", "/giuc KT-3 thiết kế gấp")
        assert "13:30" in joining.answer
        await works.says("Minh", "/update KT-2 thiết kế 40%")
        assert len(pushes(works)) == 1
        await passes(works, minutes=2)
        [_, alone] = pushes(works)
        assert lines(alone)[0] == "📣 An giục, cho biết tới đâu rồi: “gấp”"
        assert [key.label for row in alone.sent.keys for key in row] == ["Thiết kế", "Xem đơn"]


async def test_once_the_day_is_spent_it_waits_for_the_next_opening_and_who_asks_again_meanwhile_asks_once(
    company: Company,
) -> None:
    async with at_work(company) as works:
        await offered(works, "KT-1", "KT-2", "KT-3")
        await works.says("Điệp", "/giuc KT-1 thiết kế")
        await heard_so_often(works, "design", times=7)

        first = await works.says("Điệp", "/giuc KT-2 thiết kế")
        await works.says("An", "/giuc KT-3 thiết kế")
        await passes(works, minutes=61)
        again = await works.says("Điệp", "/giuc KT-2 thiết kế khách đang đợi")
        for told in (first, again):
            assert "08:00" in told.answer
            assert "25/11" in told.answer  # the 24th is a holiday
        await passes(works, hours=45, minutes=50)
        assert len(pushes(works)) == 1
        await passes(works, hours=1, minutes=10)
        [_, together] = pushes(works)
        said = [one for one in lines(together) if "KT-" in one]
        assert len(said) == 2
        assert "KT-2" in said[0]
        assert "khách đang đợi" in lines(together)[0]


async def test_what_waited_until_after_work_does_not_ring(company: Company) -> None:
    company.now += timedelta(hours=7, minutes=58)  # 16:58
    async with at_work(company) as works:
        await offered(works, "KT-1", "KT-2")
        for code in ("KT-1", "KT-2"):
            await works.says("Điệp", f"/giuc {code} thiết kế")
            await works.settle()
        await passes(works, minutes=6)
        assert [one.sent.silent for one in pushes(works)] == [False, True]


async def test_a_command_that_asks_after_many_waits_too_and_is_laid_out_anew_with_what_is_still_open(
    company: Company,
) -> None:
    async with at_work(company) as works:
        await offered(works, *(f"KT-{number}" for number in range(1, 8)))
        await works.says("Điệp", "/giuc KT-1 thiết kế")
        await works.settle()
        await works.says("An", "/giuc thiết kế họp lúc 10 giờ")
        await works.says("Minh", "/update KT-2 thiết kế 40%")
        await passes(works, minutes=6)
        [_, together] = pushes(works)
        head, *said = lines(together)
        assert head == "📣 An giục, cho biết tới đâu rồi: “họp lúc 10 giờ”"
        assert len(said) == 12  # of seven orders the design and the site, but for those two
        assert not any("KT-2 · Khánh Thy · Thiết kế" in one for one in said)
        assert [key.label for row in together.sent.keys for key in row] == [str(n) for n in range(1, 13)]


async def heard_so_often(works: Works, department: str, *, times: int) -> None:
    """As many other messages, unasked, as make so many of those its group has heard today."""
    company = works.company
    await works.settle()

    def write(conn: Connection) -> None:
        chat = company.groups[department]
        heard, _ = held_letters.spent(conn, chat, None, company.now.replace(hour=0, minute=0))
        say = Say(lines=(text("push.comes_back"),), chat=chat, unasked=True)
        says = (say,) * (times - heard)
        for letter in voice(conn, says, company.centre.id, now=company.now, owner=None, lease=None):
            held_letters.count(conn, letter, company.now)

    company.store.write(write).result()
    await works.settle()


async def test_what_has_no_room_in_a_message_is_asked_of_the_budget_as_well_and_the_asker_knows_when(
    company: Company,
) -> None:
    async with at_work(company) as works:
        await offered(works, *(f"KT-{number}" for number in range(1, 16)))
        await works.says("Điệp", "/giuc KT-1 thiết kế")
        await heard_so_often(works, "design", times=6)

        first = await works.says("An", "/giuc thiết kế")
        await passes(works, minutes=1)
        second = await works.says("An", "/giuc thiết kế")
        assert "13:30" in first.answer
        assert "13:30" not in second.answer
        assert "08:00" in second.answer
        assert "25/11" in second.answer  # the 24th is a holiday
        await passes(works, hours=9)
        assert [len(lines(one)) - 1 for one in pushes(works)[1:]] == [20]
        await passes(works, hours=38)
        assert [len(lines(one)) - 1 for one in pushes(works)[1:]] == [20, 9]
