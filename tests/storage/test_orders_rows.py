"""Orders come out of the database as they went in, and nobody overwrites what he has not seen."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, select

from orders import engine
from orders.events import Source
from orders.facts import Facts, Line
from orders.moves import PutOnHold, Receive, Report, SendBack
from orders.order import OrderId, OrderState, StageState
from orders.quantities import Quantity
from orders.whole_order_moves import Cancel, ChangeFacts, Open, Pause, Promise, Undo, Unpause
from storage.engine import Store
from storage.intake import albums
from storage.order_book import board_rows, events_rows, order_finding, order_lists, orders_rows, workflow_rows
from storage.order_book.order_finding import OrderRow
from storage.stores.errors import VersionConflict
from storage.tables.order_tables import orders, stages
from tests.support.shop import DIEU, DRAWING, KIM, LAN, MINH, MONDAY, PHOTO, SIGN, TIMES, TU, named, stage
from tests.support.stored_orders import Run, Workflow, checks_of, draft, load, move

SECONDS = 20


def opened(do: Run, code: str = "KT-2411", **more: str) -> OrderId:
    order_id = do(draft, code, **more)
    do(move, order_id, LAN, Open())
    return order_id


def designed(do: Run) -> OrderId:
    order_id = opened(do)
    do(move, order_id, LAN, Report(stage="reception", done=True))
    do(move, order_id, TU, Report(stage="design", done=True, evidence=(DRAWING,)))
    do(move, order_id, TU, Report(stage="placement", done=True, fields={"place": "xưởng 2"}))
    return order_id


def test_every_step_of_an_order_comes_out_as_it_went_in(do: Run, ask: Run) -> None:
    order_id = designed(do)
    facts = Facts(
        customer="khánh thy",
        title="Bảng hiệu 3 m",
        contact="chị Thy",
        phone="0901",
        address="12 Lê Lợi",
        map_pin=(10.77, 106.7),
        requirements="giao buổi sáng",
        lines=(Line(spec="mica", quantity=Decimal("2.5"), unit="tấm", price=1_500_000),),
        amount=9_000_000_000_000,
        priority="gấp",
    )
    steps = [
        (MINH, Receive(stage="fabrication")),
        (
            MINH,
            Report(
                stage="fabrication",
                percent=60,
                quantity=Quantity(
                    done=Decimal(6), total=Decimal("10.125"), rejected=Decimal(1), unit="bộ", reason="nhăn"
                ),
                estimate=MONDAY + timedelta(days=2, microseconds=1),
                note="đang cắt\0\ud83d",
                evidence=(PHOTO,),
                source=Source(chat=-100, message=7, update=9),
            ),
        ),
        (MINH, PutOnHold(stage="fabrication", kind="material", department="sales", note="thiếu mica")),
        (DIEU, ChangeFacts(facts=facts)),
        (DIEU, Promise(promised_on=date(2026, 12, 24), note="khách đổi ngày")),
        (DIEU, Pause(note="khách hoãn")),
        (DIEU, Unpause()),
        (DIEU, Undo()),
    ]
    for actor, wish in steps:
        made = do(move, order_id, actor, wish)
        stored = ask(load, order_id)
        assert stored == made
        blank = engine.blank(code="KT-2411", company="adtech", workflow=SIGN, id=order_id)
        assert engine.replay(blank, ask(events_rows.history, order_id)) == stored
    assert ask(events_rows.history, order_id)[-1].kind == "undone"


def test_words_no_database_could_take_lose_only_what_is_not_text(do: Run, ask: Run) -> None:
    order_id = opened(do)
    do(move, order_id, LAN, Report(stage="reception", percent=10, note="xong\0 nửa \ud83d🙂"))
    assert ask(events_rows.last_event, order_id).note == "xong nửa 🙂"


def test_a_move_over_a_version_that_is_gone_is_refused(do: Run, ask: Run) -> None:
    order_id = opened(do)
    seen = ask(load, order_id)
    do(move, order_id, LAN, Report(stage="reception", percent=50))
    made = engine.decide(seen, Report(stage="reception", done=True), actor=LAN, now=MONDAY, times=TIMES)
    with pytest.raises(VersionConflict):
        do(orders_rows.save, seen, made.after, made.events, checks=checks_of(made.after))
    assert ask(load, order_id).stage("reception").percent == 50


def test_moves_made_at_once_are_all_kept(do: Run, store: Store, ask: Run) -> None:
    order_id = opened(do)
    together = threading.Barrier(1 if store.dialect == "sqlite" else 4)

    def report(conn: Connection, percent: int) -> None:
        if not together.broken:
            together.wait(SECONDS)
        move(conn, order_id, LAN, Report(stage="reception", percent=percent))

    for future in [store.write(lambda conn, n=n: report(conn, n)) for n in (10, 20, 30, 40)]:
        future.result(SECONDS)
    history = ask(events_rows.history, order_id)
    assert sorted(e.data["percent"] for e in history if e.kind == "reported") == [10, 20, 30, 40]
    assert [event.seq for event in history] == list(range(1, len(history) + 1))


def test_a_code_is_given_once_in_a_company(do: Run) -> None:
    do(draft, "KT-2411")
    do(draft, "KT-2411", company="other")
    with pytest.raises(VersionConflict):
        do(draft, "kt2411")


def test_an_unknown_order_is_a_lookup_error(do: Run) -> None:
    with pytest.raises(LookupError):
        do(load, OrderId(99))


def test_numbers_are_counted_per_company_and_period_and_never_twice(do: Run, store: Store) -> None:
    futures = [store.write(lambda conn: orders_rows.next_number(conn, "adtech", "2611")) for _ in range(40)]
    assert sorted(future.result(SECONDS) for future in futures) == list(range(1, 41))
    assert do(orders_rows.next_number, "adtech", "2612") == 1
    assert do(orders_rows.next_number, "other", "2611") == 1


def test_equal_workflows_are_kept_once_and_a_changed_one_beside_them(do: Run, ask: Run) -> None:
    first, second = do(draft, "A-1"), do(draft, "A-2")
    changed = Workflow(id="sign", names=named("sign"), stages=(stage("reception", "sales"),))
    third = do(draft, "A-3", workflow=changed)
    assert ask(load, first).workflow is ask(load, second).workflow
    assert ask(load, third).workflow == changed


def test_every_active_stage_has_its_holder_and_its_next_check(do: Run) -> None:
    order_id = designed(do)

    def looks(conn: Connection) -> dict:
        rows = conn.execute(select(stages).where(stages.c.order_id == order_id))
        return {row.stage: (row.holder, row.next_check_at) for row in rows if row.holder or row.next_check_at}

    def whole(conn: Connection) -> tuple:
        row = conn.execute(select(orders).where(orders.c.id == order_id)).one()
        return row.holder, row.next_check_at

    assert do(looks) == {"fabrication": ("production", MONDAY + timedelta(hours=2))}
    assert do(whole) == (None, None)

    do(move, order_id, KIM, PutOnHold(stage="fabrication", kind="material", department="sales", note="mica"))
    assert do(looks) == {"fabrication": ("sales", MONDAY + timedelta(hours=12))}

    do(move, order_id, DIEU, Pause(note="khách hoãn"))
    assert do(looks) == {}
    assert do(whole) == ("sales", MONDAY + timedelta(days=3))

    do(move, order_id, DIEU, Unpause())
    assert do(looks) == {"fabrication": ("sales", MONDAY + timedelta(hours=12))}
    assert do(whole) == (None, None)

    do(move, order_id, DIEU, Cancel(note="khách bỏ"))
    assert (do(looks), do(whole)) == ({}, (None, None))


def test_a_new_customer_name_needs_its_key(do: Run, ask: Run) -> None:
    order_id = opened(do)
    before = ask(load, order_id)
    after = replace(before, facts=replace(before.facts, customer="minh long"))
    with pytest.raises(ValueError, match="key"):
        do(orders_rows.save, before, after, (), checks={})
    do(move, order_id, DIEU, ChangeFacts(facts=replace(before.facts, customer="minh long")))
    assert [row.id for row in ask(order_finding.find_by_customer, "adtech", "minh long")] == [order_id]


def test_orders_are_found_by_code_by_its_end_and_by_customer(do: Run, ask: Run) -> None:
    first = opened(do, "KT-2411", customer="công ty khánh thy")
    second = opened(do, "KT-1411", customer="minh long")
    ended = opened(do, "HN-0411", customer="khánh thy 2")
    opened(do, "XX-9411", customer="khánh thy", company="other")
    do(move, ended, DIEU, Cancel(note="bỏ"))

    def ids(rows: tuple[OrderRow, ...]) -> list[OrderId]:
        return [row.id for row in rows]

    row = ask(order_finding.find, "adtech", "kt2411")
    assert (row.id, row.code) == (first, "KT-2411")
    assert ask(order_finding.by_id, first) == row
    assert ask(order_finding.by_id, OrderId(99)) is None
    assert ask(workflow_rows.load, row.workflow) == SIGN
    assert ask(order_finding.find, "adtech", "kt24") is None
    assert ids(ask(order_finding.find_by_end, "adtech", "2411")) == [first]
    assert ids(ask(order_finding.find_by_end, "adtech", "411")) == [second, first, ended]
    assert ids(ask(order_finding.find_by_end, "adtech", "411", limit=2)) == [second, first]
    assert ids(ask(order_finding.find_by_end, "adtech", "")) == []
    assert ids(ask(order_finding.find_by_customer, "adtech", "khánh thy 2")) == [ended]
    assert ids(ask(order_finding.find_by_customer, "adtech", "khánh thy")) == []
    assert ids(ask(order_finding.find_by_customer, "adtech", "")) == []


def test_what_looks_alike_is_looked_for_in_a_bounded_range(do: Run, ask: Run) -> None:
    opened(do, "KT-2411", customer="khánh thy")
    opened(do, "KT-1411", customer="khánh an")
    ended = opened(do, "KT-2412", customer="minh long")
    opened(do, "XX-2413", customer="khánh chi", company="other")
    do(move, ended, DIEU, Cancel(note="bỏ"))

    def codes(**wanted: Any) -> tuple[str, ...]:
        found: tuple[str, ...] = ask(order_finding.codes_alike, "adtech", **wanted)
        return found

    assert codes(beginning="kt24", ending="411", limit=9) == ("KT-2411", "KT-1411")
    assert codes(beginning="kt", ending="", limit=1) == ("KT-1411",)
    assert ask(order_finding.latest_live, "adtech") == "KT-1411"
    assert ask(order_finding.latest_live, "nobody") is None
    assert ask(order_finding.customers_known, "adtech", ["khánh", "khánh an", "khánh chi"]) == {"khánh an"}
    beginning = ask(order_finding.customers_beginning, "adtech", "khánh", limit=9)
    assert [key for key, _ in beginning] == ["khánh an", "khánh thy"]
    assert ask(order_finding.customers_beginning, "adtech", "%", limit=9) == ()


def test_lists_show_who_holds_what(do: Run, ask: Run) -> None:
    order_id = designed(do)
    waiting = do(draft, "KT-2")

    [offered] = ask(order_lists.mine, "adtech", {"production"}, MINH.person, limit=9)
    assert (offered.order_id, offered.stage, offered.state, offered.received_by) == (
        order_id,
        "fabrication",
        StageState.OFFERED,
        None,
    )
    do(move, order_id, MINH, PutOnHold(stage="fabrication", kind="material", department="sales", note="mica"))
    assert ask(order_lists.mine, "adtech", {"production"}, MINH.person, limit=9) == ()
    [held] = ask(order_lists.mine, "adtech", {"sales", "design"}, LAN.person, limit=9)
    assert (held.department, held.holder, held.hold) == ("production", "sales", "material")
    assert ask(order_lists.held_by, "adtech", "production", limit=9).count == 0
    tray = ask(order_lists.held_by, "adtech", "sales", limit=9)
    assert (tray.count, tray.stages, [row.id for row in tray.wholes]) == (2, (held,), [waiting])
    assert ask(order_lists.held_by, "adtech", "sales", limit=0).count == 2
    assert [row.id for row in ask(order_lists.whole_orders, "adtech", {"sales"})] == [waiting]
    assert ask(order_lists.stages_of, [order_id, waiting]) == {(order_id, held.stage): held}
    board = ask(board_rows.read, "adtech")
    assert [(order.id, order.state) for order in board.orders] == [
        (order_id, OrderState.OPEN),
        (waiting, OrderState.DRAFT),
    ]
    assert [(stage.order_id, stage.stage, stage.holder) for stage in board.stages] == [
        (order_id, held.stage, held.holder)
    ]
    elsewhere = ask(board_rows.read, "other")
    assert (elsewhere.orders, elsewhere.stages) == ([], [])


def test_my_list_begins_with_what_i_received_then_what_i_touched(do: Run, ask: Run) -> None:
    theirs, touched, mine = (opened(do, code) for code in ("A-1", "A-2", "A-3"))
    do(move, touched, DIEU, Report(stage="reception", percent=5))
    do(move, mine, LAN, Report(stage="reception", done=True))
    do(move, mine, TU, Receive(stage="design"))
    do(move, theirs, LAN, Report(stage="reception", done=True))

    rows = ask(order_lists.mine, "adtech", {"sales", "design"}, TU.person, limit=9)
    assert (rows[0].order_id, rows[0].stage) == (mine, "design")
    rows = ask(order_lists.mine, "adtech", {"sales", "design"}, DIEU.person, limit=9)
    assert rows[0].order_id == touched


def test_a_message_is_held_against_what_it_did(do: Run, ask: Run) -> None:
    order_id = opened(do)
    do(move, order_id, LAN, Report(stage="reception", percent=5, source=Source(chat=-5, message=77)))
    [(found, event)] = ask(events_rows.by_source, -5, 77)
    assert (found, event.data["percent"]) == (order_id, 5)
    assert ask(events_rows.by_source, -5, 78) == ()


def test_the_last_event_is_told_for_the_order_and_for_each_stage(do: Run, ask: Run) -> None:
    order_id = designed(do)
    assert ask(events_rows.last_event, order_id).stage == "fabrication"
    assert ask(events_rows.last_event, order_id, "reception").kind == "done"
    assert ask(events_rows.last_event, order_id, "acceptance") is None
    assert ask(events_rows.lately_by, TU.person, limit=5) == (order_id,)
    assert ask(events_rows.lately_by, MINH.person, limit=5) == ()


def test_pictures_of_an_album_join_the_report_its_caption_made(do: Run, ask: Run) -> None:
    order_id = opened(do)
    do(move, order_id, LAN, Report(stage="reception", done=True))
    early = replace(PHOTO, unique_id="early")
    assert do(albums.join, -5, "a1", (early,), MONDAY) is None
    assert do(albums.waiting, -5, "a1") == (early,)

    after = do(move, order_id, TU, Report(stage="design", percent=50, evidence=(early, PHOTO)))
    seq = next(e.seq for e in ask(events_rows.history, order_id) if e.evidence)
    do(albums.follow, -5, "a1", order_id, seq, MONDAY)
    assert do(albums.waiting, -5, "a1") == ()

    late = replace(PHOTO, unique_id="late")
    assert do(albums.join, -5, "a1", (late,), MONDAY) == order_id
    stored = ask(load, order_id)
    assert stored.stage("design").evidence == (early, PHOTO, late)
    assert stored.version == after.version
    assert ask(events_rows.event, order_id, seq).evidence == (early, PHOTO, late)
    blank = engine.blank(code="KT-2411", company="adtech", workflow=SIGN, id=order_id)
    assert engine.replay(blank, ask(events_rows.history, order_id)) == stored

    assert do(albums.join, -6, "a1", (late,), MONDAY) is None  # another chat's album of that name
    assert do(albums.prune, MONDAY + timedelta(days=1)) == 2


def test_a_picture_that_follows_a_report_taken_back_does_not_count(do: Run, ask: Run) -> None:
    order_id = opened(do)
    do(move, order_id, LAN, Report(stage="reception", done=True))
    do(move, order_id, TU, Receive(stage="design"))
    do(move, order_id, TU, Report(stage="design", percent=50, evidence=(PHOTO,)))
    seq = next(e.seq for e in ask(events_rows.history, order_id) if e.evidence)
    do(albums.follow, -5, "a1", order_id, seq, MONDAY)
    do(move, order_id, TU, Undo(stage="design"))

    assert do(albums.join, -5, "a1", (DRAWING,), MONDAY) == order_id
    stored = ask(load, order_id)
    assert stored.stage("design").evidence == ()
    blank = engine.blank(code="KT-2411", company="adtech", workflow=SIGN, id=order_id)
    assert engine.replay(blank, ask(events_rows.history, order_id)) == stored


def test_sending_back_writes_every_stage_it_touches(do: Run, ask: Run) -> None:
    order_id = designed(do)
    do(move, order_id, MINH, Receive(stage="fabrication"))
    made = do(move, order_id, MINH, SendBack(stage="fabrication", to="design", note="sai khổ"))
    assert ask(load, order_id) == made
    assert made.stage("design").state is StageState.ACTIVE
