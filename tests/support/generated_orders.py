"""Workflows and moves as hypothesis draws them: any graph of up to eight stages, any person, sound or wild moves."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from orders import flow, rights
from orders.centre_file.workflow import Approver, Stage, Workflow
from orders.checks import owed_parts
from orders.facts import Line
from orders.flow import may_break_promise
from orders.legal import legal_moves
from orders.moves import (
    THE_BOT,
    Acknowledge,
    Actor,
    AnswerHold,
    Approve,
    Assign,
    CloseWithout,
    DecideHold,
    Decline,
    Dispute,
    Move,
    Push,
    PutOnHold,
    Recall,
    Receive,
    Reject,
    Report,
    Resume,
    SendBack,
    StageMove,
    Uphold,
)
from orders.order import Evidence, Order, OrderId, OrderState
from orders.quantities import Quantity
from orders.rights import may_be_given
from orders.whole_order_moves import (
    AcceptLate,
    AskPriority,
    Cancel,
    ChangeFacts,
    DecidePriority,
    FileLate,
    LinkCase,
    Open,
    OpenLate,
    Pause,
    Promise,
    PutOffAsking,
    Request,
    ReturnLate,
    SetFlags,
    Undo,
    Unpause,
)
from tests.support.shop import DIEU, GIAM_DOC, KIEM, TIMES, flag, member, named, stage

DEPARTMENTS = ("red", "green", "blue")
FLAGS = ("rush", "bought")
RED = member(21, "red")
PEOPLE: tuple[Actor, ...] = (
    DIEU,
    DIEU,  # twice, for the coordinator gets further than others
    RED,
    member(22, "red", head_of=frozenset({"red"})),
    member(23, "green", head_of=frozenset({"green"})),
    member(24, "blue"),
    GIAM_DOC,
    KIEM,
)
STAGE_NAMES = (
    "receive",
    "decline",
    "done",
    "override",
    "progress",
    "estimate",
    "hold",
    "resume",
    "own_hold",
    "refuse_hold",
    "decide_hold",
    "approve",
    "reject",
    "send_back",
    "acknowledge",
    "recall",
    "dispute",
    "uphold",
    "assign",
)
ORDER_NAMES = (
    "open",
    "pause",
    "unpause",
    "promise",
    "request",
    "change",
    "cancel",
    "ask_priority",
    "decide_priority",
    "file_late",
    "accept_late",
    "return_late",
)

_CHOICE = {
    "id": "way",
    "names": named("way"),
    "kind": "choice",
    "choices": [
        {"id": "make", "names": named("make"), "clears": ["bought"]},
        {"id": "buy", "names": named("buy"), "sets": ["bought"]},
    ],
}
_STOCK = {
    "id": "stock",
    "names": named("stock"),
    "kind": "choice",
    "choices": [
        {"id": "there", "names": named("there"), "clears": ["rush", "bought"]},
        {"id": "short", "names": named("short"), "sets": ["rush"], "clears": ["bought"], "opens": "purchase"},
    ],
}
_COUNTED = {"unit": named("bộ")}
_TEXT = {"id": "place", "names": named("place")}
_NUMBER = {"id": "size", "names": named("size"), "kind": "number"}
_DAY = {"id": "day", "names": named("day"), "kind": "date"}
_ANSWERS = {"text": "xưởng 2", "number": "2.5", "date": "2026-12-24"}


@st.composite
def workflows(draw: st.DrawFn) -> Workflow:
    """File order is not the order of the work."""
    count = draw(st.sampled_from((1, 2, 3, 4, 5, 6, 7, 8, 8, 8)))
    ids = [f"s{number}" for number in range(count)]
    some_flags = st.sampled_from([(), (), (), ("rush",), ("bought",), FLAGS])
    stages = [
        stage(
            ids[number],
            draw(st.sampled_from(DEPARTMENTS)),
            *draw(
                st.lists(st.sampled_from(ids[:number]), unique=True, max_size=3) if number else st.just([])
            ),
            when=draw(some_flags),
            unless=draw(some_flags),
            approver=draw(
                st.sampled_from(
                    [
                        None,
                        None,
                        {"role": "head"},
                        {"role": "manager"},
                        {"role": "head", "department": "green"},
                    ]
                )
            ),
            override=draw(st.sampled_from([None, {"role": "manager"}, {"role": "head"}])),
            evidence=draw(
                st.sampled_from([(), (), ("photo",), ("file", "voice"), ("photo", ("signature", "file"))])
            ),
            fields=draw(
                st.sampled_from(
                    [(), (), (_TEXT,), (_CHOICE,), (_STOCK,), (_TEXT, _CHOICE, _STOCK), (_NUMBER, _DAY)]
                )
            ),
            due=draw(st.sampled_from([None, "1wd before promised"])),
            notifies=draw(st.sampled_from([(), (), (), ("green",), DEPARTMENTS])),
            quantity=draw(st.sampled_from([None, None, _COUNTED, {**_COUNTED, "rejects": True}])),
            marks=draw(st.sampled_from([(), (), ("delivered",)])),
        )
        for number in range(count)
    ]
    return Workflow(
        id="w",
        names=named("w"),
        flags={one: flag(one) for one in FLAGS},
        stages=tuple(map(_with_sense, draw(st.permutations(stages)))),
    )


def _with_sense(drawn: Stage) -> Stage:
    """Nobody lets pass a stage that asks for nothing: a centre file that says so is refused."""
    asks = drawn.fields or drawn.evidence or drawn.notifies
    return drawn if asks else drawn.model_copy(update={"override": None})


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What somebody tries next: numbers, made into a move once it is known how the order stands."""

    who: int
    where: int
    what: int
    which: int
    hours: int


def _row(seed: int, length: int) -> list[Step]:
    """Hypothesis loves zero; people do not."""
    chance = random.Random(seed)
    return [
        Step(
            who=chance.randrange(10**6),
            where=chance.randrange(10**6),
            what=chance.randrange(10**6),
            which=chance.randrange(10**6),
            hours=chance.choice([0, 0, 0, 1, 5, 30]),
        )
        for _ in range(length)
    ]


steps = st.builds(_row, st.integers(0, 2**32), st.integers(8, 60))


def anybody(step: Step) -> Actor:
    return PEOPLE[step.who % len(PEOPLE)]


def stage_of(step: Step, order: Order) -> str:
    return order.workflow.stages[step.where % len(order.workflow.stages)].id


def next_try(step: Step, order: Order, now: datetime) -> tuple[Actor, Move]:
    """Mostly what somebody's buttons offer on a stage; now and then anything by anybody, sense or not."""
    if order.state is OrderState.DRAFT and step.what % 4:
        return DIEU, Open()
    if order.state is OrderState.PAUSED and step.what % 4:
        return DIEU, Unpause()
    broken = order.promised_on is not None and now >= TIMES.promise_ends(order.promised_on)
    if broken and may_break_promise(order) and step.what % 3 == 0:
        return THE_BOT, OpenLate()
    return _pressed(step, order, now) if step.what % 5 else _wild(step, order, now)


def _wild(step: Step, order: Order, now: datetime) -> tuple[Actor, Move]:
    names = (*STAGE_NAMES, *(name for name in ORDER_NAMES if name != "cancel" or step.where % 9 == 0))
    anything = (
        *(_sound(name, order, stage_of(step, order), step.which, now) for name in names),
        *(SetFlags(raised=frozenset({one})) for one in FLAGS),
        *(SetFlags(lowered=frozenset({one})) for one in FLAGS),
        _linked(order, step.which),
        Resume(stage=stage_of(step, order), case="KN-7"),
        Assign(stage=stage_of(step, order), to=anybody(step)),
        *([Push(stage=stage_of(step, order), note="now?")] * 2),
        *(_later(step, order, one, now) for one in (None, stage_of(step, order), *owed_parts(order)[:2])),
        *([Undo(), Undo(stage=stage_of(step, order)), Undo(move=max(1, order.version - step.where % 9))] * 2),
    )
    move = anything[step.which % len(anything)]
    stale = isinstance(move, StageMove) and step.where % 4 == 0
    return anybody(step), replace(move, version=step.which % (order.version + 2)) if stale else move


def _later(step: Step, order: Order, part: str | None, now: datetime) -> PutOffAsking:
    """Now and then longer than is allowed, or before it is asked."""
    return PutOffAsking(part=part, until=now + timedelta(hours=step.where % 30), note="later")


def _linked(order: Order, which: int) -> LinkCase:
    """Of a case it takes over a customer; an order is about none, and refuses."""
    facts = replace(order.facts, customer=order.facts.customer or "Khánh Thy", phone=f"0{which}")
    return LinkCase(parent=OrderId(100 + which % 3), code=f"KT-{which % 3}", facts=facts)


def _pressed(step: Step, order: Order, now: datetime) -> tuple[Actor, Move]:
    rare = {"assign": 4, "recall": 5, "send_back": 5, "hold": 3, "reject": 3, "approve": 2}
    offered = [
        (actor, name, one.id)
        for actor in PEOPLE
        for one in order.workflow.stages
        for name in legal_moves(order, one.id, actor)
        if step.where % rare.get(name, 1) == 0
    ]
    whole = _pressed_on_the_order(step, order)
    if whole and (step.what % 3 == 1 or not offered):
        actor, name = whole[step.which % len(whole)]
        return actor, _on_the_order(name, order, step.where)
    if not offered:
        return anybody(step), Undo()
    actor, name, stage_id = offered[step.which % len(offered)]
    move = _sound(name, order, stage_id, step.where, now)
    speaks = rights.may_speak_for(actor, order.workflow.stage(stage_id).department)
    if speaks and step.what % 3 == 0 and isinstance(move, Report | Receive | PutOnHold):
        move = replace(move, on_behalf="anh Tú, gọi 10:20", spoken_for=RED.person)
    return actor, move


def _pressed_on_the_order(step: Step, order: Order) -> list[tuple[Actor, str]]:
    """What waits for somebody's word is answered at once; what changes the whole order is rare."""
    rare = {"pause": 25, "cancel": 40, "change": 9, "request": 9, "promise": 5, "ask_priority": 5}
    return [
        (actor, name)
        for actor in PEOPLE
        for name in legal_moves(order, None, actor)
        if step.where % rare.get(name, 1) == 0
    ]


def sound(name: str, order: Order, stage_id: str | None, now: datetime, which: int = 0) -> Move:
    """The move with all it needs, whether or not it is allowed; ``which`` of several answers it gives."""
    return _sound(name, order, stage_id or "", which, now)


def _sound(name: str, order: Order, stage_id: str, which: int, now: datetime) -> Move:
    if name in ORDER_NAMES:
        return _on_the_order(name, order, which)
    if name in {"done", "progress", "estimate"}:
        return _report(name, order, stage_id, which, now)
    if name == "decline":
        givers = order.stage(stage_id).offered_from
        return Decline(stage=stage_id, note="no", to=givers[which % len(givers)] if givers else None)
    if name == "send_back":
        earlier = flow.earlier_done(order, stage_id)
        return SendBack(stage=stage_id, note="no", to=earlier[which % len(earlier)] if earlier else "nowhere")
    if name == "hold":
        kind = ("material", "machine")[which % 2]
        case = OrderId(7) if which % 4 == 0 else None
        return PutOnHold(stage=stage_id, kind=kind, department=DEPARTMENTS[which % 3], note="mica", case=case)
    if name in {"own_hold", "refuse_hold"}:
        return AnswerHold(stage=stage_id, ours=name == "own_hold", decider="blue", note="so")
    if name == "decide_hold":
        return DecideHold(stage=stage_id, department=_another(order, stage_id, which), note="so")
    if name in {"dispute", "uphold"}:
        behalf = order.stage(stage_id).behalf
        kind = Dispute if name == "dispute" else Uphold
        return kind(stage=stage_id, disputed=behalf.move if behalf else which, note="so")
    if name == "assign":
        return Assign(stage=stage_id, to=_somebody(order, stage_id, which))
    kinds = {
        "receive": Receive,
        "resume": Resume,
        "approve": Approve,
        "reject": Reject,
        "acknowledge": Acknowledge,
        "recall": Recall,
        "override": CloseWithout,
    }
    return kinds[name](stage=stage_id, note="so")


def _another(order: Order, stage_id: str, which: int) -> str:
    """A department that does not answer for the hold yet."""
    hold = order.stage(stage_id).hold
    others = [one for one in DEPARTMENTS if hold is None or one != hold.department]
    return others[which % len(others)]


def _somebody(order: Order, stage_id: str, which: int) -> Actor | None:
    """One of the stage's department; nobody, where it was given to somebody already."""
    if order.stage(stage_id).assigned_to is not None:
        return None
    own = [one for one in PEOPLE if may_be_given(one, order.workflow.stage(stage_id).department)]
    return own[which % len(own)]


def _report(name: str, order: Order, stage_id: str, which: int, now: datetime) -> Report:
    if name == "estimate":
        return Report(stage=stage_id, note="soon", estimate=now + timedelta(hours=1 + which % 50))
    if name == "progress" and which % 2:
        return Report(stage=stage_id, note="on", quantity=_counted(order, stage_id, which))
    if name == "progress":
        return Report(stage=stage_id, note="on", percent=which % 101)
    asked = order.workflow.stage(stage_id)
    fields = {
        one.id: one.choices[which % 2].id if one.choices else _ANSWERS[one.kind] for one in asked.fields
    }
    evidence = tuple(Evidence(kind=kinds[0], unique_id=f"{stage_id}-{kinds[0]}") for kinds in asked.proofs)
    return Report(stage=stage_id, done=True, fields=fields, evidence=evidence, short="enough")


def _counted(order: Order, stage_id: str, which: int) -> Quantity:
    """Some more than before, in parts of a thing too; some of it rejected, with the reason."""
    known = order.stage(stage_id).quantity
    done = (known.done if known else Decimal(0)) + Decimal(which % 400) / 8
    total = None if which % 3 == 0 and known is None and not order.facts.lines else max(done, Decimal(200))
    return Quantity(done=done, total=total, rejected=Decimal(which % 5), unit="bộ", reason="bent")


def _on_the_order(name: str, order: Order, which: int) -> Move:
    if name == "promise":
        latest = order.promised_on or date(2026, 12, 1)
        return Promise(promised_on=latest + timedelta(days=1 + which % 9), note="later")
    if name == "file_late":
        day = date(2026, 12, 20)
        return FileLate(cause="machine", measure="sửa", responsible="Tú", new_on=day, decider="blue")
    if name == "accept_late":
        return AcceptLate()
    if name == "return_late":
        asked = order.late_report.department if order.late_report else ""
        return ReturnLate(note="không rõ", department=next(one for one in DEPARTMENTS if one != asked))
    if name == "request":
        return Request(
            requested_on=(order.requested_on or date(2026, 11, 30)) + timedelta(days=1 + which % 9)
        )
    if name == "change" and which % 2:
        line = Line(spec="sign", quantity=Decimal(1 + which % 500) / 4, unit="bộ", price=which)
        return ChangeFacts(facts=replace(order.facts, lines=(*order.facts.lines[:3], line)))
    if name == "change":
        return ChangeFacts(facts=replace(order.facts, amount=(order.facts.amount or 0) + 1 + which))
    if name == "pause":
        return Pause(note="wait")
    if name == "ask_priority":
        now = "normal" if order.facts.priority == "rush" else "rush"
        return AskPriority(
            priority=now, department="green", approver=Approver(), note="soon", slips=({"code": "KT-2"},)
        )
    if name == "decide_priority":
        return DecidePriority(granted=bool(which % 2), plan_change=True, note="so")
    return {"open": Open(), "unpause": Unpause(), "cancel": Cancel(note="gone")}[name]
