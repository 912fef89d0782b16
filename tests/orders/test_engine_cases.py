"""Cases as the engine sees them: orders that need no customer, find their order later, and are opened by a choice."""

import pytest

from orders import engine
from orders.centre_file.centre import Case
from orders.centre_file.codes import CodePattern
from orders.centre_file.workflow import Workflow
from orders.events import Kind
from orders.facts import Facts
from orders.moves import THE_BOT, PutOnHold, Report, Resume
from orders.order import Order, OrderId, OrderState
from orders.refusals.access import NotAllowed
from orders.refusals.cases import NotACase
from orders.refusals.stale import NothingChanged
from orders.refusals.undoing import UndoBlocked
from orders.refusals.whole_order import FactsMissing
from orders.whole_order_moves import ChangeFacts, LinkCase, Open, Pause, Undo
from tests.support.shop import (
    DIEU,
    LAN,
    MINH,
    MONDAY,
    PHOTO,
    TIMES,
    Shop,
    designed,
    member,
    named,
    opened,
    stage,
)

STOCK = {
    "id": "stock",
    "names": named("stock"),
    "kind": "choice",
    "choices": [
        {"id": "there", "names": named("there")},
        {"id": "short", "names": named("short"), "opens": "purchase"},
    ],
}
CHECKED = Workflow(
    id="checked",
    names=named("checked"),
    stages=(stage("check", "sales", fields=(STOCK,)), stage("making", "production", "check")),
)
COMPLAINT = Case(
    id="complaint",
    names=named("complaint"),
    code=CodePattern(text="KN-{n}"),
    stages=(stage("record", "sales"), stage("remedy", "production", "record")),
)


class Complaint(Shop):
    """A draft of a complaint of which this is known."""

    facts = Facts()

    def __post_init__(self) -> None:
        self.order = self.blank()
        self._store(
            engine.create(
                self.order, facts=self.facts, department="sales", actor=LAN, now=MONDAY, times=TIMES,
                case="complaint", parent=None,
            )
        )  # fmt: skip


def complaint(**facts: str) -> Complaint:
    known = type("Known", (Complaint,), {"facts": Facts(**facts)})  # type: ignore[arg-type]  # names of texts
    return known(workflow=COMPLAINT.workflow)


@pytest.mark.parametrize("fact", ["customer", "phone", "title", "contact"])
def test_a_case_is_opened_with_any_one_thing_known(fact: str) -> None:
    shop = complaint(**{fact: "0901"})
    shop.does(LAN, Open())
    assert shop.order.state is OrderState.OPEN


def test_a_photo_is_enough_to_open_a_case_and_nothing_is_not() -> None:
    shop = complaint()
    with pytest.raises(FactsMissing) as refused:
        shop.does(LAN, Open())
    assert refused.value.facts == ("title", "customer", "phone", "photo")
    [event, *_] = shop.does(LAN, Open(evidence=(PHOTO,)))
    assert event.evidence == (PHOTO,)


def test_a_case_may_lose_its_customer_and_an_order_may_not() -> None:
    shop = complaint(customer="Khánh Thy")
    shop.does(LAN, Open())
    shop.does(DIEU, ChangeFacts(facts=Facts(title="Bong góc")))
    assert shop.order.facts.customer == ""
    with pytest.raises(FactsMissing):
        opened().does(DIEU, ChangeFacts(facts=Facts(title="Biển")))


def linking(order: Order, parent: int = 5) -> LinkCase:
    facts = Facts(title=order.facts.title, customer="Khánh Thy")
    return LinkCase(parent=OrderId(parent), code=f"KT-{parent}", facts=facts)


def test_a_case_finds_its_order_and_takes_its_customer_over() -> None:
    shop = complaint(title="Bong góc")
    shop.does(LAN, Open())
    [event] = shop.does(LAN, linking(shop.order))
    assert event.data == {"before": None, "parent": 5, "code": "KT-5", "facts": {"customer": "Khánh Thy"}}
    assert (shop.order.parent, shop.order.facts.customer) == (5, "Khánh Thy")
    with pytest.raises(NothingChanged):
        shop.does(LAN, linking(shop.order))


def test_who_has_a_case_in_hand_may_link_it_and_others_may_not() -> None:
    shop = complaint(title="Bong góc")
    shop.does(LAN, Open())
    with pytest.raises(NotAllowed):
        shop.does(MINH, linking(shop.order))
    shop.does(member(31, "sales"), linking(shop.order))
    shop.does(LAN, Report(stage="record", done=True))
    shop.does(MINH, linking(shop.order, 6))
    assert shop.order.parent == 6


def test_an_order_is_no_case_to_be_linked() -> None:
    with pytest.raises(NotACase):
        opened().does(DIEU, linking(opened().order))


def test_a_link_is_taken_back_unless_the_facts_were_changed_since() -> None:
    shop = complaint(title="Bong góc")
    shop.does(LAN, Open())
    shop.does(LAN, linking(shop.order))
    shop.does(LAN, Report(stage="record", percent=10))
    shop.does(LAN, Undo(move=shop.history[-2].move))
    assert (shop.order.parent, shop.order.facts.customer) == (None, "")
    shop.does(LAN, linking(shop.order))
    move = shop.history[-1].move
    shop.does(DIEU, ChangeFacts(facts=Facts(title="Khác")))
    with pytest.raises(UndoBlocked) as blocked:
        shop.does(LAN, Undo(move=move))
    assert blocked.value.instead == "link"


def test_a_choice_opens_its_case_when_it_is_made_and_not_when_it_is_repeated() -> None:
    shop = opened(workflow=CHECKED)
    events = shop.does(LAN, Report(stage="check", fields={"stock": "short"}))
    assert [(one.kind, one.data.get("case")) for one in events] == [
        (Kind.REPORTED, None),
        (Kind.CASE_OPENED, "purchase"),
    ]
    events = shop.does(LAN, Report(stage="check", done=True, fields={"stock": "short"}))
    assert Kind.CASE_OPENED not in {one.kind for one in events}


def test_the_workflow_kept_with_a_case_is_a_plain_one_that_loads_again() -> None:
    kept = COMPLAINT.workflow.model_dump(mode="json")
    assert "code" not in kept
    assert Workflow.model_validate(kept) == COMPLAINT.workflow


def test_a_stage_that_waits_for_a_case_goes_on_with_its_end_whoever_ended_it_and_however_the_order_stands() -> (
    None
):
    shop = designed()
    shop.does(MINH, PutOnHold(stage="fabrication", kind="purchase", department="sales", case=OrderId(9)))
    hold = shop.stage("fabrication").hold
    assert hold is not None
    assert hold.case == 9
    shop.does(DIEU, Pause(note="khách chưa chốt"))
    [event] = shop.does(THE_BOT, Resume(stage="fabrication", case="KN-9"))
    assert (event.by, event.data) == (0, {"case": "KN-9"})
    assert shop.stage("fabrication").hold is None
