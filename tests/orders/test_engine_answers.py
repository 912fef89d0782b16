"""What a stage asks for before it is closed: answers of every kind, several proofs; and who marks an order."""

import pytest

from orders.centre_file.workflow import Workflow
from orders.moves import Report
from orders.order import Evidence
from orders.refusals.access import NotAllowed
from orders.refusals.closing import ChoiceUnknown, EvidenceMissing, FieldUnreadable
from orders.refusals.whole_order import OrderPaused
from orders.whole_order_moves import Pause, SetFlags
from tests.support.shop import DIEU, LAN, PHOTO, TU, Shop, flag, named, opened, stage

SIGNATURE = Evidence(kind="signature", unique_id="s1")
FILE = Evidence(kind="file", unique_id="f1")


def of(*, fields: tuple[dict[str, object], ...] = (), evidence: tuple[object, ...] = ()) -> Shop:
    """An open order of one stage, which asks for these."""
    only = stage("only", "sales", fields=fields, evidence=evidence)
    workflow = Workflow(id="w", names=named("w"), flags={"rush": flag("rush")}, stages=(only,))
    return opened(workflow=workflow)


def field(kind: str) -> dict[str, object]:
    return {"id": "it", "names": named("it"), "kind": kind}


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("number", "12.5"), ("number", "-3"), ("money", "2500000"), ("date", "2026-12-25"), ("text", "mai")],
)
def test_an_answer_is_kept_as_its_kind_is_written(kind: str, answer: str) -> None:
    shop = of(fields=(field(kind),))
    shop.does(LAN, Report(stage="only", done=True, fields={"it": answer}))
    assert shop.order.stage("only").fields == {"it": answer}


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("number", "nhiều"),
        ("number", "NaN"),
        ("number", ""),
        ("money", "2tr5"),
        ("money", "-5"),
        ("money", "٣"),
        ("date", "25/12"),
        ("date", "20261225"),
        ("date", "2026-02-30"),
    ],
)
def test_an_answer_of_another_kind_is_refused(kind: str, answer: str) -> None:
    shop = of(fields=(field(kind),))
    with pytest.raises(FieldUnreadable) as refused:
        shop.does(LAN, Report(stage="only", done=True, fields={"it": answer}))
    assert (refused.value.field, refused.value.kind) == ("it", kind)


def test_a_choice_is_one_of_those_offered() -> None:
    choices = [{"id": "a", "names": named("a")}, {"id": "b", "names": named("b")}]
    shop = of(fields=({**field("choice"), "choices": choices},))
    with pytest.raises(ChoiceUnknown):
        shop.does(LAN, Report(stage="only", done=True, fields={"it": "c"}))


def test_of_bare_kinds_any_one_is_enough_and_a_list_is_one_more_thing_to_show() -> None:
    shop = of(evidence=("photo", "file", ("signature",)))
    with pytest.raises(EvidenceMissing) as first:
        shop.does(LAN, Report(stage="only", done=True))
    assert first.value.kinds == ("photo", "file")
    with pytest.raises(EvidenceMissing) as second:
        shop.does(LAN, Report(stage="only", done=True, evidence=(FILE, PHOTO)))
    assert second.value.kinds == ("signature",)
    shop.does(LAN, Report(stage="only", done=True, evidence=(FILE, SIGNATURE)))


def test_a_draft_is_marked_by_those_who_write_it_and_an_order_by_those_who_steer_it() -> None:
    shop = Shop()
    rush = SetFlags(raised=frozenset({"rush"}))
    with pytest.raises(NotAllowed):
        shop.does(TU, rush)
    shop.does(LAN, rush)
    assert shop.order.flags == {"rush"}

    at_work = opened()
    with pytest.raises(NotAllowed):
        at_work.does(LAN, rush)
    at_work.does(DIEU, rush)
    assert at_work.order.flags == {"rush"}


def test_a_paused_order_is_not_marked() -> None:
    shop = opened()
    shop.does(DIEU, Pause(note="khách xin chờ"))
    with pytest.raises(OrderPaused):
        shop.does(DIEU, SetFlags(raised=frozenset({"rush"})))
