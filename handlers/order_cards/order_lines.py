"""An order laid out: what was promised to whom, every stage, who has it now; short texts to pass on."""

from datetime import date

from handlers.changes.promises import moved_promises
from handlers.changes.rush_lines import pending_lines
from handlers.late.delays import delay_lines
from handlers.late.late_lines import card_line
from handlers.money.payment_lines import card_payment_lines
from handlers.news.ack_lines import with_missing
from handlers.nudges.later_keys import quiet_lines
from handlers.order_cards.calling import customer_keys, customer_lines
from handlers.order_cards.delivery_lines import counted_lines
from handlers.order_cards.four_names import name_lines, with_assignee
from handlers.order_cards.line_wording import lines_of_order
from handlers.order_cards.papers import paper_keys, paper_lines
from handlers.reply import Button, Clock, Listed, Money, Param, Text, text
from handlers.seeing import Sees
from handlers.stage_keys import (
    CASE_BLOCK,
    CASE_LINK,
    HISTORY,
    STAGE,
    TEXTS,
    draft_keys,
    in_rows,
    key,
)
from handlers.view import View
from handlers.wording import (
    answer_said,
    case_kind_name,
    department_name,
    due_line,
    hold_kind_name,
    holder_lines,
    missing_said,
    order_title,
    progress,
    stage_name,
    titled,
)
from orders.flow import delivered
from orders.holders import holders
from orders.notices import missing
from orders.order import ACTIVE_STATES, FINAL_STATES, Order, OrderState, StageRecord, StageState
from storage.order_book import case_rows, order_finding, order_lists, workflow_rows

_MARKS = {
    StageState.WAITING: "▫️",
    StageState.OFFERED: "📥",
    StageState.ACTIVE: "▶️",
    StageState.APPROVAL: "📝",
    StageState.DONE: "✅",
    StageState.SKIPPED: "➖",
}
HELD_MARK = "⛔"


def card_lines(view: View, order: Order, *, sees: Sees) -> tuple[Text, ...]:
    """The whole card, as far as its chat may see it."""
    lines = [text("order.head", order=order_title(order), state=text(f"state.order_{order.state}"))]
    lines += fact_lines(view, order, sees=sees)
    lines += [*moved_promises(view, order), *delay_lines(view, order), *card_line(view, order)]
    lines += card_payment_lines(view, order) if sees.money else []
    lines += [
        line
        for one in order.stages.values()
        if one.state is StageState.DONE
        for line in (*field_lines(order, one.id, money=sees.money), *paper_lines(order, one, sees))
    ]
    lines += quiet_lines(view, order, private=False)
    lines.append(Text(key=""))
    for stage in order.workflow.stages:
        lines += [_card_line(view, order, order.stage(stage.id)), *counted_lines(order, stage.id)]
    if order.state in {OrderState.DRAFT, OrderState.PAUSED}:
        lines += holder_lines(view.centre, order)
    return (*lines, *_cases(view, order))


def fact_lines(view: View, order: Order, *, sees: Sees) -> list[Text]:
    """What was promised to whom: day with weekday, amount in full; whom to call and where."""
    facts = order.facts
    lines: list[Text] = []
    if order.case:
        lines.append(case_line(view, order))
    elif len(view.centre.workflows) > 1:
        lines.append(text("order.kind", name=order.workflow.names))
    if facts.title:
        lines.append(text("word.plain", text=facts.title))
    if order.requested_on is not None:
        lines.append(text("order.requested", day=order.requested_on))
    if order.promised_on is not None:
        lines.append(promise_line(view, order))
    if sees.money and facts.amount is not None:
        lines.append(text("order.amount", amount=Money(amount=facts.amount, currency=facts.currency)))
    lines += lines_of_order(facts, money=sees.money)
    lines += customer_lines(facts) if sees.customer else []
    if facts.requirements:
        lines.append(text("order.requirements", value=facts.requirements))
    lines += [
        text("order.priority", name=one.names) for one in view.centre.priorities if one.id == facts.priority
    ]
    lines += pending_lines(view, order)
    flags = tuple(names for flag, names in order.workflow.flags.items() if flag in order.flags)
    return [*lines, text("order.flags", flags=Listed(items=flags))] if flags else lines


def case_line(view: View, order: Order) -> Text:
    """What kind of case it is, and of which order."""
    kind = case_kind_name(view.centre, order.case)
    parent = order_finding.by_id(view.conn, order.parent) if order.parent is not None else None
    if parent is None:
        return text("case.kind", kind=kind)
    return text("case.kind_of", kind=kind, order=titled(parent.code, parent.customer))


def _cases(view: View, order: Order) -> list[Text]:
    """The cases about an order, with who has them; of those that have ended that they have."""
    rows = () if order.case else case_rows.cases_of(view.conn, order.id)
    lines: list[Text] = []
    for row in order_lists.with_stages(view.conn, [one.order for one in rows]):
        kind = case_kind_name(view.centre, row.order.case)
        workflow = workflow_rows.load(view.conn, row.order.workflow)
        held = Listed(items=tuple(workflow.stage(one.stage).names for one in row.stages))
        state: Param = held if row.stages else text(f"state.order_{row.order.state}")
        lines.append(text("case.on_card", kind=kind, case=row.order.code, state=state))
    return [Text(key=""), *lines] if lines else []


def field_lines(order: Order, stage: str, *, money: bool) -> list[Text]:
    """What had to be filled in for a stage, as it was, and what it was closed without. ``money``: the readers may see amounts."""
    values = order.stage(stage).fields
    said = [
        text("order.field", field=field.names, value=answer_said(order, field, values[field.id]))
        for field in order.workflow.stage(stage).fields
        if values.get(field.id) and (money or not field.tells_money)
    ]
    override = order.stage(stage).override
    if override is None:
        return said
    missing = missing_said(order, stage, override)
    named = stage_name(order, stage)
    return [*said, text("order.overridden", stage=named, missing=missing, note=override.reason)]


def promise_line(view: View, order: Order) -> Text:
    """The promised day; late in words, computed and never stored; the first promise where it was another."""
    promised = order.promised_on
    assert promised is not None
    days = days_late(order, view.today)
    line = text("order.promised", day=promised)
    if days > 0:
        line = text("order.promised_late", day=promised, count=days)
    first = order.first_promised_on
    if first is not None and first != promised:
        return text("order.first_promise", line=line, first=first)
    return line


def days_late(order: Order, today: date) -> int:
    """Whole days past the promise; 0 for an order in time, without a promise, delivered or ended."""
    if order.state in FINAL_STATES or delivered(order):
        return 0
    return days_late_of(order.promised_on, today)


def days_late_of(promised_on: date | None, today: date) -> int:
    return max(0, (today - promised_on).days) if promised_on else 0


def stage_lines(view: View, order: Order, stage: str) -> tuple[Text, ...]:
    """One stage of an order, for its menu and for whoever asks "xong chưa?"."""
    record = order.stage(stage)
    lines = [order_title(order), with_missing(view.centre, order, record, _stage_line(view, order, record))]
    if record.due_at is not None and record.state in ACTIVE_STATES:
        lines.append(due_line(record.due_at, view.now))
    if record.estimate is not None and record.state in ACTIVE_STATES:
        lines.append(text("order.estimate", estimate=Clock(at=record.estimate)))
    return (*lines, *name_lines(view, order, stage))


def _card_line(view: View, order: Order, record: StageRecord) -> Text:
    """The stage with who is to do it, and when it will be done, as somebody said, else as it should be."""
    line = with_missing(view.centre, order, record, _stage_line(view, order, record))
    line = with_assignee(view, record, line)
    if record.hold is not None or record.state is not StageState.ACTIVE:
        return line
    if record.estimate is not None:
        return text("order.with_estimate", line=line, estimate=Clock(at=record.estimate))
    return text("order.with_due", line=line, due=Clock(at=record.due_at)) if record.due_at else line


def card_keys(view: View, order: Order, *, sees: Sees) -> tuple[tuple[Button, ...], ...]:
    """Neutral keys, the same for everybody in the chat: each open stage's menu, the customer, the story, texts to copy."""
    held = (one.stage for one in holders(order) if one.stage is not None)
    unread = (one for one in order.stages if missing(order, one))
    stages = [
        key("button.stage", STAGE, order=order.id, stage=one, version=order.stage(one).version,
            stage_name=stage_name(order, one))
        for one in dict.fromkeys((*held, *unread))
    ]  # fmt: skip
    last = (
        key("button.history", HISTORY, order=order.id),
        key("button.texts", TEXTS, order=order.id),
    )
    drafted = draft_keys(order) if order.state is OrderState.DRAFT else ()
    customer = customer_keys(view, order) if sees.customer else ()
    papers = paper_keys(order) if sees.money else []
    return (*in_rows(stages), *drafted, *in_rows(customer), *in_rows(papers, 1), *_case_keys(order), last)


def _case_keys(order: Order) -> tuple[tuple[Button, ...], ...]:
    """A case that is about no order yet can be linked to one; one that is can be waited for."""
    if not order.case or order.state in FINAL_STATES:
        return ()
    if order.parent is None:
        return ((key("button.link_case", CASE_LINK, order=order.id),),)
    return ((key("button.order_waits", CASE_BLOCK, order=order.id),),)


def _stage_line(view: View, order: Order, record: StageRecord) -> Text:
    """How it stands, and in whose name that was said."""
    line, behalf = _standing(view, order, record), record.behalf
    if behalf is None:
        return line
    disputed = "order.on_behalf_disputed" if behalf.answer == "disputed" else "order.on_behalf"
    return text(disputed, line=line, who=behalf.who)


def _standing(view: View, order: Order, record: StageRecord) -> Text:
    stage = order.workflow.stage(record.id)
    held = record.hold
    params: dict[str, Param] = {
        "mark": HELD_MARK if held else _MARKS[record.state],
        "stage": stage.names,
        "department": department_name(view.centre, stage.department),
    }
    if held is not None:
        kind = hold_kind_name(view.centre, held.kind)
        answers = department_name(view.centre, held.department)
        return Text(
            key="order.stage_held",
            params=params | {"kind": kind, "answers": answers, "since": Clock(at=held.since)},
        )
    match record.state:
        case StageState.DONE if record.done_at is not None:
            return Text(key="order.stage_done", params=params | {"at": Clock(at=record.done_at)})
        case StageState.WAITING | StageState.SKIPPED:
            return Text(key=f"order.stage_{record.state}", params=params)
    params["since"] = Clock(at=record.since) if record.since else ""
    done = progress(record)
    if record.state is StageState.ACTIVE and done is not None:
        return Text(key="order.stage_progress", params=params | {"progress": done})
    return Text(key=f"order.stage_{record.state}", params=params)
