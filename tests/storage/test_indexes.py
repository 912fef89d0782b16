"""No command and no sweep reads a whole table: every statement of every row function is asked for its plan."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from sqlalchemy import Connection, event

from orders.calendars.calendar_days import CalendarDay, Source
from orders.centre_file.workflow import Approver
from orders.duties import DutyState, HandedIn
from orders.events import Kind
from orders.moves import Report
from orders.names import Names
from orders.order import OrderId, PersonId
from orders.whole_order_moves import AskPriority, DecidePriority, Open
from storage import audit, calendar_rows, chat_moves, leases, payment_rows, settings_rows
from storage.chasing import (
    alarms,
    checks_due,
    clocks,
    daily_rows,
    digest_rows,
    digests_again,
    duty_rows,
    instalment_rows,
    left_companies,
    open_orders,
    postings_rows,
    reminder_rows,
    reminders_told,
    today_rows,
    unsaid,
)
from storage.chasing.checks_due import DutyThing, Thing
from storage.chasing.reminder_rows import NewReminder
from storage.engine import open_store
from storage.intake import albums, batch_lines, batch_orders, batch_rows, dialogs, inbox, kept_reports
from storage.intake.batch_lines import LineRow, LineState
from storage.intake.batch_rows import BatchState, NewBatch
from storage.intake.inbox import NewUpdate
from storage.order_book import (
    board_rows,
    case_rows,
    delivery_rows,
    events_rows,
    figures_rows,
    order_finding,
    order_lists,
    orders_rows,
    plan_changes,
    promised_stages,
    push_candidates,
    stage_lists,
)
from storage.order_book.case_rows import WhichCases
from storage.order_book.stage_lists import PushKind, Wanted
from storage.people import chats_rows, invites, memberships, people_rows, roster_rows
from storage.post import (
    cards_rows,
    held_letters,
    outbox,
    outbox_adding,
    outbox_joining,
    outbox_lists,
    outbox_parts,
    said,
    stillness,
)
from storage.post.outbox_adding import NewLetter
from storage.tables import metadata
from tests.support.listening import listening
from tests.support.shop import DIEU, DRAWING, GIAM_DOC, LAN, MONDAY, PHOTO, TU, Workflow, named, stage
from tests.support.stored_orders import draft, load, move

SHIPPING = Workflow(
    id="shipping",
    names=named("shipping"),
    stages=(stage("note", "sales", notifies=["warehouse"]), stage("loading", "warehouse", "note")),
)
SECONDS = 20
LEASE = timedelta(seconds=30)
CHAT, OTHER = -5, -105
PARTIAL = {
    index.name
    for table in metadata.sorted_tables
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}


def orders_work(conn: Connection) -> None:
    order_id = draft(conn)
    move(conn, order_id, LAN, Open())
    move(conn, order_id, LAN, Report(stage="reception", done=True))
    move(conn, order_id, TU, Report(stage="design", done=True, evidence=(DRAWING,)))
    orders_rows.next_number(conn, "adtech", "2611")
    load(conn, order_id)
    orders_rows.lock(conn, [order_id])
    events_rows.history(conn, order_id)
    events_rows.of_kinds(conn, order_id, (Kind.PROMISED, Kind.UNDONE))
    events_rows.last_event(conn, order_id)
    events_rows.last_event(conn, order_id, "design")
    events_rows.by_source(conn, CHAT, 7)
    events_rows.lately_by(conn, PersonId(1), limit=9)
    albums.follow(conn, CHAT, "a", order_id, 8, MONDAY)
    albums.join(conn, CHAT, "a", (PHOTO,), MONDAY)
    albums.waiting(conn, CHAT, "a")
    albums.prune(conn, MONDAY)


def orders_looked_for(conn: Connection) -> None:
    order_finding.find(conn, "adtech", "kt2411")
    order_finding.by_id(conn, OrderId(1))
    order_finding.find_by_end(conn, "adtech", "411")
    order_finding.find_by_customer(conn, "adtech", "khánh thy")
    order_finding.codes_alike(conn, "adtech", beginning="kt24", ending="411", limit=5)
    order_finding.latest_live(conn, "adtech")
    order_finding.customers_known(conn, "adtech", ["khánh thy", "khánh"])
    order_finding.customers_beginning(conn, "adtech", "khánh", limit=5)
    order_lists.mine(conn, "adtech", {"design", "sales"}, TU.person, limit=5)
    order_lists.count_mine(conn, "adtech", {"design", "sales"})
    stage_lists.given_to(conn, "adtech", TU.person)
    for kind in get_args(PushKind):
        wanted = Wanted(kind=kind, pushed_before=MONDAY, department="design")
        stage_lists.to_push(conn, "adtech", wanted, limit=5)
    order_lists.held_by(conn, "adtech", "design", limit=5)
    order_lists.whole_orders(conn, "adtech", {"sales"})
    for which in get_args(WhichCases):
        mine = case_rows.Wanted(which=which, kind="complaint", person=TU.person, departments={"design"})
        case_rows.newest(conn, "adtech", mine, limit=5)
    case_rows.live_cases(conn, "adtech")
    order_lists.with_stages(conn, order_finding.find_by_end(conn, "adtech", "411"))
    case_rows.cases_of(conn, OrderId(1))
    board_rows.read(conn, "adtech")
    promised_stages.of_days(conn, "adtech", [MONDAY.date()])
    order_lists.stages_of(conn, [OrderId(1)])


def people_work(conn: Connection) -> None:
    tu = people_rows.add(conn, user=5, name="Tú", username="tu", language="vi", now=MONDAY)
    people_rows.by_user(conn, 5)
    people_rows.acting(conn, 5, MONDAY)
    people_rows.by_id(conn, tu)
    people_rows.names(conn, [tu])
    people_rows.rename(conn, tu, name="Tú", username="tu")
    people_rows.set_reachable(conn, 5, reachable=True)
    memberships.ask(conn, tu, "adtech", "design", MONDAY)
    memberships.approve(conn, [tu], "adtech", ["design"])
    memberships.turn_down(conn, [tu], "adtech", ["design"])
    memberships.join(conn, tu, "adtech", "design", MONDAY)
    people_rows.waiting(conn, "adtech")
    people_rows.members(conn, "adtech", "design")
    memberships.grant(conn, tu, "adtech", "admin")
    people_rows.with_role(conn, "adtech", "admin")
    memberships.revoke(conn, tu, "adtech", "admin")
    memberships.part(conn, tu, "adtech", "design")
    memberships.leave(conn, tu)
    until = MONDAY + LEASE
    invites.add(
        conn,
        token_hash="t",
        company="adtech",
        department="design",
        role="",
        uses=1,
        expires_at=until,
        by=PersonId(1),
        now=MONDAY,
    )
    invites.use(conn, "t", MONDAY)
    invites.revoke(conn, "t", MONDAY)
    invites.open_ones(conn, "adtech", MONDAY)


def chats_work(conn: Connection) -> None:
    chats_rows.see(conn, CHAT, kind="group", title="x", now=MONDAY)
    chats_rows.bind(conn, CHAT, None, "adtech", ["design"])
    chats_rows.departments_of(conn, CHAT, 3)
    chats_rows.destinations(conn, "adtech", "design")
    chats_rows.bindings_of(conn, "adtech")
    chats_rows.of_company(conn, "adtech")
    chat_moves.migrate(conn, CHAT, OTHER, MONDAY)
    chat_moves.current(conn, CHAT)
    chat_moves.mark_gone(conn, OTHER, MONDAY)


def inbox_work(conn: Connection) -> None:
    inbox.put(conn, [NewUpdate(bot=1, update_id=n, chat_key=str(n % 2), raw={}) for n in range(4)], MONDAY)
    row = inbox.claim_chat(conn, owner="w", now=MONDAY, lease=LEASE)
    assert row is not None
    inbox.renew(conn, row, now=MONDAY, lease=LEASE)
    inbox.done(conn, row, MONDAY)
    assert inbox.next_of(conn, row, owner="w", now=MONDAY, lease=LEASE) is not None
    inbox.waiting(conn)
    inbox.buried(conn)
    inbox.prune(conn, MONDAY)
    inbox.prune_buried(conn, MONDAY)


def outbox_work(conn: Connection) -> None:
    letters = [
        NewLetter(
            company="adtech", chat=CHAT, lane="answers", priority=0, payload={}, group_key="g", note_for="n"
        )
        for _ in range(3)
    ]
    outbox_adding.add(conn, letters, now=MONDAY, owner="p", lease=LEASE)
    outbox_adding.add(conn, letters, now=MONDAY)
    [letter] = outbox.claim(conn, owner="p", now=MONDAY + LEASE, lease=LEASE, limit=9, skip=[(1, "x")])
    outbox_joining.companions(conn, letter, owner="p", now=MONDAY, lease=LEASE, limit=5)
    outbox_parts.split(conn, letter, [{}])
    outbox_parts.part_sent(conn, letter, 1, 9, MONDAY)
    outbox.renew(conn, [letter], now=MONDAY, lease=LEASE)
    assert outbox.sent(conn, letter, 9, MONDAY)
    outbox.take_back(conn, "n")
    outbox.notes_heard(conn, outbox.notes_told_by(conn, letter.id))
    outbox_lists.on_its_way(conn, "n")
    said.note_of(conn, CHAT, 9)
    said.latest_notes(conn, CHAT, 9)
    said.prune(conn, MONDAY)
    outbox_lists.pause(conn, CHAT, MONDAY, "429")
    outbox_lists.waiting(conn)
    stillness.busy(conn, MONDAY)
    outbox_lists.failed(conn)
    outbox_lists.failed_of(conn, CHAT, MONDAY)
    outbox_lists.notes_of_failed(conn, CHAT, MONDAY)
    outbox_lists.failed_in_a_row(conn, CHAT, MONDAY, most=4)
    outbox_lists.ended_since(conn, "adtech", MONDAY)
    outbox_lists.revive(conn, CHAT, "CannotWrite", MONDAY, most=9)
    outbox_lists.prune(conn, MONDAY)
    [letter] = outbox_adding.add(
        conn, [replace(letters[0], unasked=True)], now=MONDAY, owner="q", lease=LEASE
    )
    held_letters.lock(conn, CHAT)
    held_letters.spent(conn, CHAT, None, MONDAY)
    held_letters.heard(conn, CHAT, None, MONDAY, "soon")
    held_letters.hold(conn, letter, MONDAY + LEASE, MONDAY)
    held_letters.earliest(conn)
    held_letters.held_in(conn, [CHAT])
    held_letters.ask_again(conn, 1, MONDAY + LEASE)
    held_letters.due(conn, MONDAY)
    held_letters.put_off(conn, [letter], MONDAY)
    assert held_letters.due(conn, MONDAY) is not None
    held_letters.join(conn, held_letters.in_place(conn, "adtech", CHAT, None), letter, MONDAY)
    held_letters.count(conn, letter, MONDAY)
    held_letters.items(conn, letter.id)
    held_letters.take_back(conn, "n")
    held_letters.let_go(conn, [letter], MONDAY)
    held_letters.drop(conn, [letter], MONDAY)


def cards_work(conn: Connection) -> None:
    asked = {"company": "adtech", "chat": CHAT, "thread": None, "version": 1}
    cards_rows.want(conn, kind="order", ref="1", afresh=True, **asked)
    cards_rows.want(conn, kind="tray", ref="design", **asked)
    cards_rows.bump_order(conn, OrderId(1), 5)
    cards_rows.bump_tray(conn, "adtech", "design")
    cards_rows.bump_all(conn, orders_rows.load(conn, draft(conn)), ["design"])
    for card in cards_rows.claim(conn, owner="p", now=MONDAY, lease=LEASE, limit=9):
        cards_rows.shown(conn, card, 1, 9)
        cards_rows.shown_in(conn, card.chat, 9)
        cards_rows.drop(conn, card)


def house_work(conn: Connection) -> None:
    place: dict[str, Any] = {"company": "adtech", "chat": CHAT, "thread": None, "user": 1}
    number = dialogs.ask(conn, **place, kind="x", data={}, now=MONDAY, expires_at=MONDAY + LEASE)
    dialogs.open_for(conn, CHAT, None, 1, MONDAY)
    dialogs.open_for(conn, CHAT, None, 1, MONDAY, reply_to=9)
    dialogs.by_id(conn, number, MONDAY)
    dialogs.close(conn, number)
    dialogs.prune(conn, MONDAY)
    kept_reports.keep(conn, 1, None, {}, MONDAY)
    kept_reports.of(conn, 1)
    kept_reports.correct(conn, 1, {"n": 1})
    kept_reports.forget(conn, [1])
    kept_reports.prune(conn, MONDAY)
    audit.note(conn, company="adtech", who=None, act="x", subject="y", data={}, now=MONDAY)
    audit.done_to(conn, "adtech", "y", "x")
    audit.recent(conn, "adtech")
    settings_rows.put(conn, "k", 1)
    settings_rows.take(conn, "k", 1)
    lease = leases.take(conn, "polling", owner="p", now=MONDAY, span=LEASE)
    assert lease is not None
    leases.renew(conn, lease, now=MONDAY, span=LEASE)
    leases.holds(conn, lease, MONDAY)
    leases.release(conn, lease)


def payments_work(conn: Connection) -> None:
    order_id = draft(conn)
    demand = payment_rows.Demand(company="adtech", order_id=order_id, amount=5, currency="VND")
    request = payment_rows.ask(conn, demand, lambda: "DP1", by=PersonId(1), now=MONDAY)
    instalment_rows.fell_due(conn, "adtech", order_id, {"deposit": MONDAY})
    instalment_rows.money_moved(conn, order_id, MONDAY)
    checks_due.look_at(conn, {Thing(order=order_id, instalment="deposit"): MONDAY})
    orders_rows.load_all(conn, [order_id, OrderId(9)])
    instalment_rows.not_due(conn, order_id, ["final"])
    payment_rows.by_code(conn, "DP1")
    payment_rows.of_order(conn, order_id)
    payment_rows.of_orders(conn, [order_id, OrderId(9)])
    number = payment_rows.receive_by_hand(conn, request, 5, note="", by=PersonId(1), now=MONDAY)
    payment_rows.payments(conn, [request.id, 9])
    payment_rows.transfer(conn, request.id, number)
    payment_rows.take_back(conn, number, by=PersonId(1), now=MONDAY)
    payment_rows.cancel(conn, request.id, by=PersonId(1), now=MONDAY)


def daily_lists_work(conn: Connection) -> None:
    tu = people_rows.add(conn, user=5, name="Tú", username="tu", language="vi", now=MONDAY)
    day = MONDAY.date()
    daily_rows.want(conn, tu, "adtech", opened_on=day, closed_on=day)
    daily_rows.is_wanted(conn, tu, "adtech")
    for which in get_args(daily_rows.Which):
        daily_rows.due(conn, "adtech", which, day + timedelta(days=1), ["sales"], now=MONDAY, most=9)
        daily_rows.take(conn, tu, "adtech", which, day)
    order_id = draft(conn)
    move(conn, order_id, LAN, Open())
    assert daily_rows.reported(conn, "adtech", LAN.person, MONDAY, (Kind.OPENED,))
    daily_rows.want_no_more(conn, tu, "adtech")


def reminders_work(conn: Connection) -> None:
    order_id = draft(conn)
    move(conn, order_id, LAN, Open())
    note = draft(conn, "KT-77", workflow=SHIPPING)
    move(conn, note, LAN, Open())
    move(conn, note, LAN, Report(stage="note", done=True))
    rush = AskPriority(priority="rush", department="green", approver=Approver(), note="soon")
    move(conn, note, DIEU, rush)
    move(conn, note, GIAM_DOC, DecidePriority(granted=True, plan_change=True, note="so"))
    plan_changes.since(conn, "adtech", MONDAY)
    looks_of_today(conn)
    owed = Thing(order=note, stage="note", owed_by="warehouse")
    checks_due.look_at(conn, {owed: MONDAY})
    checks_due.look_at(conn, {owed: None})
    checks_due.claim(conn, now=MONDAY, companies=["adtech"], most=9)
    checks_due.earliest(conn, ["adtech"])
    open_orders.open_after(conn, "adtech", OrderId(0), 9)
    thing = Thing(order=order_id, stage="reception")
    checks_due.look_at(conn, {thing: MONDAY, Thing(order=order_id): None})
    new = NewReminder(
        company="adtech", thing=thing, rule="due", missed_at=MONDAY, rung=0, round=0, department="sales"
    )
    number = reminder_rows.add(conn, new, MONDAY)
    reminder_rows.chase(conn, thing)
    reminder_rows.chases(conn, [thing, DutyThing(duty=1)])
    reminder_rows.unheard_since(conn, [number])
    reminders_told.told(conn, [thing])
    digest = digest_rows.unsent(conn, "adtech", CHAT, None, MONDAY)
    digest_rows.add_lines(conn, digest, [number])
    digest_rows.without_letter(conn)
    digest_rows.carried_by(conn, digest, 1)
    digest_rows.lines(conn, digest)
    digest_rows.close(conn, digest, {number: 1})
    digest_rows.said(conn, digest, MONDAY)
    digest_rows.by_id(conn, digest, for_update=True)
    digest_rows.last_told(conn, CHAT, None)
    found = digest_rows.by_id(conn, digest)
    assert found is not None
    digest_rows.left_unread(conn, found)
    digests_again.borne_besides(conn, found)
    digests_again.messages(conn, found, "n")
    digest_rows.empty(conn, digest)
    reminder_rows.said(conn, [number], MONDAY)


def audit_work(conn: Connection) -> None:
    note = draft(conn, "KT-77", workflow=SHIPPING)
    move(conn, note, LAN, Open())
    owed, thing = Thing(order=note, stage="note", owed_by="warehouse"), Thing(order=note, stage="note")
    everywhere = ["adtech"]
    unsaid.overdue(conn, everywhere, before=MONDAY, most=9)
    unsaid.clockless(conn, everywhere, since=MONDAY.date(), most=9)
    unsaid.letters(conn, everywhere, before=MONDAY, held_back=MONDAY, most=9)
    unsaid.digests_without_letter(conn, everywhere, before=MONDAY, most=9)
    unsaid.unheard(conn, everywhere, since=MONDAY, before=MONDAY + LEASE, most=9)
    unsaid.looked_at_again(conn, [owed, DutyThing(duty=1)])
    unsaid.withheld(conn, everywhere, before=MONDAY, most=9)
    unsaid.left_behind(conn, everywhere, most=9)
    unsaid.unsayable(conn, everywhere, since=MONDAY, most=9)
    left_companies.put_by(conn, ["elsewhere"], MONDAY + LEASE, most=9)
    left_companies.bring_back(conn, everywhere, MONDAY, most=9)
    clocks.stored(conn, [note])
    clocks.put_right(conn, "adtech", owed, MONDAY)
    clocks.put_right(conn, "adtech", Thing(order=note), MONDAY)
    clocks.put_right(conn, "adtech", thing, MONDAY)
    alarms.raise_(conn, "adtech", "unsent", MONDAY, again_after=LEASE)
    alarms.standing(conn)
    alarms.over(conn, [("adtech", "unsent")], MONDAY)


def looks_of_today(conn: Connection) -> None:
    today_rows.at_the_top(conn, "adtech", MONDAY)
    for led in (None, ("production", "sales")):
        today_rows.climbed(conn, "adtech", MONDAY, led)
        today_rows.receipts(conn, "adtech", 9, led)
        today_rows.promised(conn, "adtech", (MONDAY.date(), MONDAY.date()), led)
    today_rows.decisions(conn, "adtech", 9)
    today_rows.disputed(conn, "adtech", ["sales"], 9)
    today_rows.pushed(conn, "adtech", LAN.person, MONDAY, 9)
    today_rows.put_off(conn, "adtech", MONDAY, 9)


def duties_work(conn: Connection) -> None:
    asked: dict[str, Any] = {"company": "adtech", "duty": "plan", "department": "sales", "due_at": MONDAY}
    wanted = {"state": DutyState.WANTED, "next_check_at": MONDAY}
    assert duty_rows.lay(conn, day=MONDAY.date(), **asked, **wanted)
    [day] = duty_rows.since(conn, "adtech", MONDAY.date())
    duty_rows.standing(conn, "adtech", MONDAY.date(), MONDAY.date())
    duty_rows.any_uncalled(conn, ["adtech"], MONDAY.date(), MONDAY)
    duty_rows.latest(conn, "adtech", "plan")
    duty_rows.move(conn, day.id, department="sales", due_at=MONDAY, next_check_at=MONDAY)
    checks_due.look_at(conn, {DutyThing(duty=day.id): MONDAY})
    handed = HandedIn(at=MONDAY, by=PersonId(1))
    duty_rows.hand_in(conn, day, handed, state=DutyState.SIGNING, check=MONDAY)
    duty_rows.last_of(conn, PersonId(1))
    duty_rows.lately_of(conn, PersonId(1), 20)
    day = duty_rows.by_id(conn, day.id, for_update=True) or day
    duty_rows.sign(conn, day, by=PersonId(1), now=MONDAY)
    duty_rows.give_up_before(conn, "adtech", "plan", MONDAY.date())
    duty_rows.give_up(conn, day.id)
    duty_rows.wind(conn, day.id, MONDAY)
    duty_rows.with_clock(conn, day.id)
    duty_rows.looked_at_after(conn, "adtech", since=MONDAY.date(), after=MONDAY)
    duty_rows.called(conn, [day.id])
    duty_rows.drop(conn, day.id)
    delivery_rows.done(conn, "adtech", ["installation"], MONDAY, MONDAY + LEASE)
    delivery_rows.parts_delivered(conn, "adtech", MONDAY, MONDAY + LEASE)
    delivery_rows.taken_back(conn, "adtech", MONDAY, MONDAY + LEASE)


def reports_work(conn: Connection) -> None:
    move(conn, draft(conn), LAN, Open())
    figures_rows.live_orders(conn, "adtech")
    figures_rows.live_among(conn, [OrderId(1)])
    for may_be in get_args(push_candidates.MayBe):
        push_candidates.find(conn, "adtech", may_be, now=MONDAY, today=MONDAY.date(), silent_since=MONDAY)
    postings_rows.take(conn, "adtech", "daily_chart", MONDAY.date(), MONDAY)
    postings_rows.latest(conn, "adtech", "daily_chart")
    postings_rows.was_taken(conn, "adtech", "daily_chart", MONDAY.date())


def calendar_work(conn: Connection) -> None:
    """All but reading every day that is kept, which is what a change of one takes."""
    new_year = CalendarDay(
        day=date(2027, 1, 1), hours=(), names=Names(vi="x", zh="x", en="x"), source=Source.LIBRARY
    )
    calendar_rows.seed(conn, "adtech", 2027, [new_year], country="VN", announced=False, now=MONDAY)
    calendar_rows.write(conn, "adtech", [replace(new_year, source=Source.HAND)], MONDAY)
    calendar_rows.remove(conn, "adtech", [new_year.day], "")
    calendar_rows.confirm(conn, "adtech", 2027, by=None, now=MONDAY)
    state = calendar_rows.state(conn, for_update=True)
    assert state is not None
    calendar_rows.note_looked(conn, state)


def roster_work(conn: Connection) -> None:
    tu = people_rows.add(conn, user=5, name="Tú", username="tu", language="vi", now=MONDAY)
    number = roster_rows.add(
        conn,
        company="adtech",
        what="leave",
        person=tu,
        starts_at=MONDAY,
        ends_at=MONDAY + LEASE,
        by=tu,
        now=MONDAY,
    )
    roster_rows.set_deputy(conn, number, tu)
    roster_rows.away(conn, "adtech", MONDAY)
    [entry] = roster_rows.lasting(conn, "adtech", MONDAY)
    roster_rows.end(conn, entry, MONDAY + LEASE / 2)
    assert roster_rows.by_id(conn, number) is not None
    roster_rows.end(conn, entry, MONDAY)


def files_work(conn: Connection) -> None:
    new = NewBatch(
        company="adtech",
        kind="report",
        person=PersonId(1),
        chat=CHAT,
        thread=None,
        message=7,
        update=1,
        file_id="f",
        unique_id="u",
        file_name="a.xlsx",
    )
    number = batch_rows.add(conn, new, MONDAY)
    batch = batch_rows.by_id(conn, number, for_update=True)
    assert batch is not None
    batch_rows.by_id(conn, number)
    batch_rows.by_message(conn, CHAT, 7)
    batch_rows.same_file(conn, batch)
    batch_rows.in_work(conn, MONDAY)
    line = LineRow(number=2, cells={"order": "KT-1"}, state=LineState.READY)
    batch_lines.put(conn, number, [line])
    batch_lines.first(conn, number, [LineState.READY], 5)
    batch_lines.last(conn, number, [LineState.READY, LineState.BAD], 5)
    batch_lines.tallies(conn, number)
    batch_orders.has_touched(conn, number, OrderId(1))
    batch_lines.settle(conn, number, replace(line, state=LineState.DONE), LineState.READY)
    batch_rows.change(conn, number, BatchState.WANTED, BatchState.DONE)
    cards_rows.bump_batch(conn, "adtech", number)
    batch_lines.forget(conn, number)
    batch_rows.prune(conn, MONDAY)


WORK = (
    roster_work,
    files_work,
    calendar_work,
    duties_work,
    daily_lists_work,
    reminders_work,
    reports_work,
    audit_work,
    orders_work,
    orders_looked_for,
    people_work,
    chats_work,
    inbox_work,
    outbox_work,
    cards_work,
    house_work,
    payments_work,
)


@dataclass
class Seen:
    """Every statement that was run meanwhile, with the parameters it last had."""

    statements: dict[str, Any] = field(default_factory=dict)
    running: bool = False

    @contextmanager
    def meanwhile(self, conn: Connection) -> Iterator[None]:
        if conn.dialect.name == "postgresql":
            event.listen(conn, "before_cursor_execute", self._from_sqlalchemy)
        self.running = True
        yield
        self.running = False

    def note(self, statement: str, parameters: Any, many: bool) -> None:  # noqa: FBT001 - see listening
        if self.running:
            self.statements[statement] = parameters[0] if many else parameters

    def _from_sqlalchemy(self, _conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: Any) -> None:  # fmt: skip
        self.note(statement, parameters, many)


def whole_table_reads_sqlite(plan: list[str]) -> list[str]:
    """A scan of a CTE costs what is in it, one of a partial index what waits; any other is of a table."""
    scans = [line for line in plan if line.startswith("SCAN")]
    own = re.compile(
        r"SCAN (CONSTANT ROW|inbox_heads|outbox_heads|free|next_in_chat|[a-z]+_due|\d+ CONSTANT ROWS|\(subquery)"
    )
    return [
        line
        for line in scans
        if not own.match(line) and (line.split("INDEX ")[-1].split(" ")[0] not in PARTIAL)
    ]


def explained(conn: Connection, statement: str, parameters: Any) -> list[str]:
    if conn.dialect.name == "sqlite":
        rows = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return whole_table_reads_sqlite([row[3] for row in rows])
    raw = conn.connection.driver_connection
    assert raw is not None
    plan = [row[0] for row in raw.execute(f"EXPLAIN {statement}", parameters)]
    return [line for line in plan if "Seq Scan" in line]


@pytest.mark.parametrize("work", WORK, ids=lambda work: work.__name__)
def test_no_statement_reads_a_whole_table(database_url: str, work: Callable[[Connection], None]) -> None:
    seen = Seen()

    def planned(conn: Connection) -> list[str]:
        if conn.dialect.name == "postgresql":
            conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
            conn.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        with seen.meanwhile(conn):
            work(conn)
        planned = [
            (one, given)
            for one, given in seen.statements.items()
            if re.match(r"WITH|SELECT|UPDATE|DELETE", one)
        ]
        assert planned
        return [f"{line}  <-  {one}" for one, given in planned for line in explained(conn, one, given)]

    with listening(seen.note), closing(open_store(database_url)) as store:
        assert store.write(planned).result(SECONDS) == []


def test_what_has_climbed_to_the_top_is_found_among_nothing_else(database_url: str) -> None:
    """However much was ever asked, or has climbed halfway."""
    seen = Seen()

    def planned(conn: Connection) -> list[str]:
        with seen.meanwhile(conn):
            today_rows.at_the_top(conn, "adtech", MONDAY)
        [(statement, given)] = seen.statements.items()
        if conn.dialect.name == "sqlite":
            return [row[3] for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]
        conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
        conn.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        raw = conn.connection.driver_connection
        assert raw is not None
        return [row[0] for row in raw.execute(f"EXPLAIN {statement}", given)]

    with listening(seen.note), closing(open_store(database_url)) as store:
        plan = store.write(planned).result(SECONDS)
    looks = [line for line in plan if re.search(r"(SEARCH|SCAN) reminders|Scan.* on reminders", line)]
    assert len(looks) == 2, plan
    assert sum("ix_reminders_highest" in line for line in looks) == 1, plan
    assert all(re.search("ix_reminders_highest|PRIMARY KEY|pkey|pk_", line) for line in looks), plan


def test_what_is_due_is_found_by_index_alone_and_planned_once(database_url: str) -> None:
    """However many open things a company has: SQLite reads no table for it, PostgreSQL plans for any moment."""
    seen = Seen()

    def planned(conn: Connection) -> list[str]:
        order_id = draft(conn)
        move(conn, order_id, LAN, Open())
        with seen.meanwhile(conn):
            for _ in range(
                12
            ):  # the driver names it to PostgreSQL after five, which plans as many for their very values
                checks_due.claim(conn, now=MONDAY, companies=["adtech"], most=500)
        [(statement, given)] = [
            one for one in seen.statements.items() if one[0].startswith(("SELECT", "WITH"))
        ]
        if conn.dialect.name == "sqlite":
            plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            searches = [row[3] for row in plan if row[3].startswith("SEARCH")]
            assert len(searches) == 5
            return [one for one in searches if "COVERING INDEX" not in one or "next_check_at<?" not in one]
        raw = conn.connection.driver_connection
        assert raw is not None
        kept = raw.execute(
            "SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE '%duties_due%'"
        )
        assert [count > 0 for (count,) in kept] == [True]
        conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = [row[0] for row in raw.execute(f"EXPLAIN {statement}", given)]
        conditions = [line for line in plan if "next_check_at <=" in line]
        assert len(conditions) == 5
        return [line for line in conditions if "Index Cond" not in line or f"{MONDAY:%Y-%m-%d}" in line]

    with listening(seen.note), closing(open_store(database_url)) as store:
        assert store.write(planned).result(SECONDS) == []
