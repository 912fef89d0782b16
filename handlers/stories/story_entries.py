"""An order's story entry by entry: who did what to which stage, with all that is to be told of it, money among it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.changes import rush_lines
from handlers.changes.change_lines import change_lines, flag_lines
from handlers.late.late_lines import cause_said
from handlers.order_cards.delivery_lines import delivery_params
from handlers.reply import Clock, Param, Text, text
from handlers.seeing import Sees
from handlers.stories.story import Gap, Story
from handlers.stories.story_cases import CaseTold, cases_told
from handlers.stories.story_payments import MoneyMoved, money_moved
from handlers.view import View
from handlers.wording import (
    answer_said,
    department_name,
    department_names,
    evidence_counted,
    hold_kind_name,
    main_kind,
    missing_said,
    of_the_whole,
    person_name,
    quantity_text,
    stage_name,
)
from orders.events import Event, Kind
from orders.evolving_stages import override_of
from orders.order import Order
from orders.quantities import quantity_from_json
from orders.standings import Made, Standing


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """``after``: how the order stood then, ``silence``: what followed; both None of money and cases, which move no stage."""

    at: datetime
    by: Param
    what: Param
    stage: Param | None = None
    details: tuple[Param, ...] = ()
    note: str = ""
    on_behalf: str = ""
    undone: bool = False
    changes: tuple[Text, ...] = ()
    passed_on: tuple[Param, ...] = ()
    after: Standing | None = None
    silence: Gap | None = None


def entries_of(view: View, order: Order, story: Story, *, sees: Sees) -> list[Entry]:
    """All of it in the order in which it came about. ``sees``: what the readers may know."""
    made = [
        (standing.since, _made(view, order, story, index, sees=sees))
        for index, standing in enumerate(story.standings)
    ]
    paid = [(one.at, _paid(view, one)) for one in money_moved(view, order)] if sees.money else []
    cases = [(one.at, _of_case(view, one)) for one in cases_told(view, order)]
    return [entry for _, entry in sorted([*made, *paid, *cases], key=lambda one: one[0])]


def _made(view: View, order: Order, story: Story, index: int, *, sees: Sees) -> Entry:
    made = story.made[index]
    event = _main(made)
    changes = (
        change_lines(view.centre, order, event, sees=sees)
        if event.kind in {Kind.CHANGED, Kind.REQUESTED, Kind.PROMISED}
        else ()
    )
    return Entry(
        at=event.at,
        by=person_name(view, event.by),
        what=Text(key=of_the_whole("event", event.kind, order)),
        stage=_stage(order, story, event),
        details=tuple(_details(view, order, made, sees=sees)),
        note=next((one.note for one in made.events if one.note), ""),
        on_behalf=event.on_behalf,
        undone=made.undone,
        changes=(*changes, *_marks(order, made), *_recalled(order, made)),
        passed_on=() if made.undone else tuple(_passed_on(order, made)),
        after=story.standings[index],
        silence=story.silences[index],
    )


def _paid(view: View, moved: MoneyMoved) -> Entry:
    return Entry(
        at=moved.at,
        by=person_name(view, moved.by),
        what=moved.what,
        details=(moved.part, moved.amount),
        note=moved.note,
    )


def _of_case(view: View, told: CaseTold) -> Entry:
    return Entry(at=told.at, by=person_name(view, told.by), what=told.what, note=told.note)


def _main(made: Made) -> Event:
    own = [event for event in made.events if event.stage == made.first.stage]
    main = main_kind([event.kind for event in own])
    return next(event for event in own if event.kind == main)


def _stage(order: Order, story: Story, event: Event) -> Param | None:
    """An undo is about the stage whose move it took back."""
    stage = event.stage
    if event.kind is Kind.UNDONE:
        stage = next(one.first.stage for one in story.made if one.first.seq == event.data["move"])
    return None if stage is None else stage_name(order, stage)


def _marks(order: Order, made: Made) -> list[Text]:
    """Flags raised and lowered, by a button or by the choice made in a report."""
    return [line for one in made.events if one.kind is Kind.FLAGS_SET for line in flag_lines(order, one)]


def _recalled(order: Order, made: Made) -> list[Text]:
    """Notices that no longer hold because of a move on something else."""
    return [
        text("history.recalled", stage=stage_name(order, one.stage))
        for one in made.events
        if one.kind is Kind.RECALLED and one.stage and one.stage != made.first.stage
    ]


def _details(view: View, order: Order, made: Made, *, sees: Sees) -> list[Param]:
    details: list[Param] = []
    for event in made.events:
        if event.stage == made.first.stage:
            details += _of_event(view, order, event, sees=sees)
    return details + evidence_counted([one for event in made.events for one in event.evidence])


def _of_event(view: View, order: Order, event: Event, *, sees: Sees) -> list[Param]:
    data = event.data
    match event.kind:
        case Kind.CREATED:
            return [order.workflow.flags[flag] for flag in data["flags"]]
        case Kind.REPORTED:
            return _reported(order, event, sees=sees)
        case Kind.DELIVERED:
            return [Text(key="count.delivered", params=delivery_params(event))]
        case Kind.ESTIMATED:
            return [Clock(at=datetime.fromisoformat(data["estimate"]))]
        case Kind.PUT_OFF:
            return [Clock(at=datetime.fromisoformat(data["until"]))]
        case Kind.HELD:
            answers = department_name(view.centre, data["department"])
            return [text("history.hold", kind=hold_kind_name(view.centre, data["hold"]), answers=answers)]
        case Kind.OVERRIDDEN:
            missing = missing_said(order, event.stage or "", override_of(event))
            return [text("history.without", missing=missing)]
        case Kind.LATE_FILED:
            new_on = date.fromisoformat(data["new_on"])
            return [cause_said(view.centre, data["cause"]), data["measure"], data["responsible"], new_on]
        case Kind.PRIORITY_ASKED | Kind.PRIORITY_DECIDED:
            return [rush_lines.story(view, event)]
    return _departments(view, event) or _elsewhere(order, event)


def _departments(view: View, event: Event) -> list[Param]:
    """Whose it is now, who is told, and who has read it."""
    match event.kind:
        case Kind.ASSIGNED:
            person = event.data["person"]
            return [] if person is None else [person_name(view, person)]
        case Kind.HOLD_DECIDED | Kind.LATE_OPENED | Kind.LATE_RETURNED:
            return [department_name(view.centre, event.data["department"])]
        case Kind.NOTIFIED:
            return [
                text("history.notified", departments=department_names(view.centre, event.data["awaited"]))
            ]
        case Kind.ACKNOWLEDGED:
            return [department_names(view.centre, event.data["departments"])]
    return []


def _elsewhere(order: Order, event: Event) -> list[Param]:
    """To which stage it went back, which order a case is about, what had ended."""
    data = event.data
    match event.kind:
        case Kind.SENT_BACK | Kind.DECLINED if data.get("to"):
            return [text("history.back_to", stage=stage_name(order, str(data["to"])))]
        case Kind.LINKED:
            return [text("history.linked_to", code=str(data["code"]))]
        case Kind.RESUMED if data.get("case"):
            return [text("history.case_ended", code=str(data["case"]))]
    return []


def _reported(order: Order, event: Event, *, sees: Sees) -> list[Param]:
    data = event.data
    said: list[Param] = []
    if data.get("percent") is not None:
        said.append(text("word.percent", percent=int(data["percent"])))
    if data.get("quantity"):
        said.append(quantity_text(quantity_from_json(data["quantity"])))
    answers = data.get("fields", {})
    said += [
        text("history.field", field=field.names, value=answer_said(order, field, str(answers[field.id])))
        for field in order.workflow.stage(event.stage or "").fields
        if field.id in answers and (sees.money or not field.tells_money)
    ]
    return said


def _passed_on(order: Order, made: Made) -> Sequence[Param]:
    """The stages whose turn came by this move."""
    own = made.first.stage
    come = [e.stage for e in made.events if e.kind is Kind.OFFERED and e.stage and e.stage != own]
    return [stage_name(order, one) for one in dict.fromkeys(come)]
