"""The bot in chats: greeted once, missed when removed, followed when moved; blocked people are known."""

import pytest
from sqlalchemy import select

from handlers.incoming import Chat, Incoming
from storage.people import chats_rows
from storage.post import cards_rows
from storage.tables.post_tables import PENDING, outbox
from tests.support.coming_in import ask, bot_sender, do, membership, moved, person
from tests.support.company import Company

NEW = Chat(id=-100888, kind="supergroup", title="Xưởng 2")


def design(company: Company) -> Chat:
    return Chat(id=company.groups["design"], kind="supergroup", title="design")


def test_a_group_is_greeted_once_with_the_next_step(company: Company):
    heard = membership(company, NEW, status="member")
    assert "/gan" in heard.answer
    assert heard.says[0].chat == NEW.id
    assert membership(company, NEW, status="member").says == ()
    assert membership(company, NEW, status="administrator", can_pin=True).says == ()
    rights = ask(company, chats_rows.by_id, NEW.id).rights
    assert (rights["status"], rights["can_pin"]) == ("administrator", True)


def test_the_coming_of_people_says_nothing(company: Company):
    for kind in ("joined", "left"):
        heard = company.hears(
            Incoming(
                update=5,
                kind=kind,
                chat=NEW,
                sender=company.sender("An"),
                at=company.now,
                members=(bot_sender(), company.sender("Tâm")),
            )
        )
        assert heard.says == ()


@pytest.mark.parametrize("status", ["kicked", "left"])
def test_admins_are_told_in_private_when_the_bot_is_removed(company: Company, status: str):
    heard = membership(company, design(company), by="Hùng", status=status)
    assert [say.to_user for say in heard.says] == [company.sender("An").id]
    assert "Hùng" in heard.answer
    assert "Kỹ thuật – Thiết kế" in heard.answer
    assert ask(company, chats_rows.by_id, design(company).id).state == "gone"
    assert membership(company, design(company), status=status).says == (), "told once"


def test_who_has_asked_something_there_that_was_still_to_be_said_hears_that_nobody_got_it(company: Company):
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-2411 nhận đơn xong")
    company.says("Điệp", "/giuc 2411 thiết kế")
    membership(company, design(company), status="kicked")
    told = select(outbox.c.payload).where(PENDING, outbox.c.chat == company.sender("Điệp").id)
    payloads = company.store.read(lambda conn: conn.execute(told).scalars().all()).result()
    assert "push.unheard" in [line["key"] for payload in payloads for line in payload["lines"]]
    assert company.order("KT-2411").stage("design").pushed is None
    company.says("Điệp", "/giuc 2411 thiết kế")  # within the hour, and not refused
    assert company.order("KT-2411").stage("design").pushed is not None


def test_nobody_misses_a_group_that_was_never_bound(company: Company):
    membership(company, NEW, status="member")
    assert membership(company, NEW, status="kicked").says == ()


def test_back_in_a_bound_group_it_keeps_its_departments_and_trays(company: Company):
    membership(company, design(company), status="kicked")
    heard = membership(company, design(company), status="member")
    assert "trở lại" in heard.answer
    assert "Kỹ thuật – Thiết kế" in heard.answer
    cards = do(company, cards_rows.claim, owner="t", now=company.now, lease=company.around.lease, limit=9)
    assert [(one.kind, one.ref, one.chat) for one in cards] == [("tray", "design", design(company).id)]


def test_admins_are_told_when_rights_are_taken(company: Company):
    membership(company, design(company), status="administrator", can_pin=True)
    taken = membership(company, design(company), status="member")
    assert [say.to_user for say in taken.says] == [company.sender("An").id]
    assert "mất quyền" in taken.answer
    muted = membership(company, design(company), status="restricted", can_send=False)
    assert "không được phép viết" in muted.answer


def test_a_moved_group_is_followed_whichever_half_of_the_news_comes_first(company: Company):
    """Lesson 10: the service message moves everything that names the group, in one transaction."""
    old, new = company.groups["design"], -100999
    membership(company, design(company), status="member")
    assert moved(company, old, new, title="design").says == ()
    assert moved(company, old, new, title="design").says == ()
    assert ask(company, chats_rows.destinations, company.centre.id, "design") == ((new, None),)
    assert membership(company, design(company), status="left").says == (), "the old group is no loss"
    assert membership(company, design(company), status="member").says == (), "late news of it is no return"
    assert ask(company, chats_rows.by_id, old).state == "gone"
    assert ask(company, chats_rows.by_id, new).state == "active"


def test_a_group_that_moves_before_it_was_ever_seen_is_known_under_its_new_id(company: Company):
    moved(company, -44, -10044, title="Nhóm mới")
    assert ask(company, chats_rows.by_id, -10044).title == "Nhóm mới"


def test_who_blocks_the_bot_is_not_reachable_until_they_come_back(company: Company):
    private = Chat(id=company.sender("Tú").id, kind="private")
    membership(company, private, by="Tú", status="kicked")
    assert not person(company, "Tú").reachable
    assert membership(company, private, by="Tú", status="member").says == ()
    assert person(company, "Tú").reachable
