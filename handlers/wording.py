"""Parameters for texts: what orders, stages, departments and people are called. No sentence is made here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from handlers.reply import Clock, Listed, Money, Param, Text, text
from handlers.view import View
from orders.centre_file.centre import Centre
from orders.centre_file.workflow import RequiredField, Workflow
from orders.events import Kind
from orders.holders import Holder, holders
from orders.moves import THE_BOT
from orders.order import Evidence, Order, Override, PersonId, StageRecord
from orders.quantities import Quantity, written

NOBODY = Text(key="word.somebody")

# What a move is called when it led to several things: the first of these that it contains, else its first event.
_WEIGHT = (
    Kind.SENT_BACK, Kind.DECLINED, Kind.REJECTED, Kind.APPROVED, Kind.OVERRIDDEN, Kind.SUBMITTED, Kind.DONE, Kind.HELD, Kind.DELIVERED,
    Kind.ESTIMATED, Kind.REPORTED, Kind.RESUMED,
)  # fmt: skip
_OF_THE_WHOLE = frozenset(
    {Kind.CREATED, Kind.OPENED, Kind.CHANGED, Kind.PAUSED, Kind.UNPAUSED, Kind.CANCELLED, Kind.CLOSED}
)


def main_kind(kinds: Sequence[str]) -> str:
    """The kind that names the whole move."""
    return next((kind for kind in _WEIGHT if kind in kinds), kinds[0])


def stage_name(order: Order, stage: str) -> Param:
    return order.workflow.stage(stage).names


def stage_names(workflow: Workflow, stages: Iterable[str]) -> Listed:
    return Listed(items=tuple(workflow.stage(stage).names for stage in stages))


def told_together(order: Order, offered: Iterable[str]) -> list[list[str]]:
    """Offered stages, those of one department that must be confirmed by the same moment in one line."""
    alike: dict[tuple[str, datetime | None], list[str]] = {}
    for stage in offered:
        of = order.workflow.stage(stage).department, order.stage(stage).confirm_by
        alike.setdefault(of, []).append(stage)
    return list(alike.values())


def department_name(centre: Centre, department: str) -> Param:
    """A department that has left the centre file is the coordination's business, and called so."""
    return centre.names_of(department)


def department_names(centre: Centre, departments: Iterable[str]) -> Listed:
    return Listed(items=tuple(department_name(centre, one) for one in departments))


def person_name(view: View, person: PersonId | int | None) -> Param:
    if person is None:
        return NOBODY
    if person == THE_BOT.person:
        return Text(key="word.bot")
    name = view.name_of(PersonId(person))
    return NOBODY if name is None else name


def of_the_whole(area: str, kind: str, order: Order) -> str:
    """The key of a sentence about an order as a whole; a case is not called an order."""
    return f"case.{area}_{kind}" if order.case and kind in _OF_THE_WHOLE else f"{area}.{kind}"


def case_kind_name(centre: Centre, kind: str) -> Param:
    found = centre.case(kind)
    return found.names if found else kind


def due_line(at: datetime, now: datetime) -> Text:
    """By when it should be over; what is past says so."""
    return text("order.overdue" if at <= now else "order.due", due=Clock(at=at))


def order_title(order: Order) -> Text:
    """The order by code and customer: KT-2411 · Khánh Thy."""
    return titled(order.code, order.facts.customer)


def titled(code: str, customer: str) -> Text:
    if customer:
        return text("word.order", code=code, customer=customer)
    return text("word.order_bare", code=code)


def progress(record: StageRecord) -> Text | None:
    """What is known of the work done: 120/200 bộ, 60 %, 60 % beside the last count, or nothing."""
    counted = quantity_text(record.quantity) if record.quantity is not None else None
    if record.percent is None:
        return counted
    if counted is None:
        return text("word.percent", percent=record.percent)
    return text("word.percent_counted", percent=record.percent, counted=counted)


def quantity_text(quantity: Quantity) -> Text:
    kind = "pieces" if quantity.unit else "count"
    key = f"word.{kind}" if quantity.total is None else f"word.{kind}_of"
    done, total = number_said(quantity.done), number_said(quantity.total or Decimal(0))
    counted = text(key, done=done, total=total, unit=quantity.unit)
    if not quantity.rejected:
        return counted
    rejected = number_said(quantity.rejected)
    if quantity.reason:
        return text("word.with_rejects_why", counted=counted, rejected=rejected, reason=quantity.reason)
    return text("word.with_rejects", counted=counted, rejected=rejected)


def number_said(value: Decimal) -> Param:
    """A number as people of the reader's language write it: 12,5 or 12.5."""
    kept = written(value)
    if "." not in kept:
        return int(kept)
    whole, part = kept.split(".")
    return text("word.decimal", whole=whole, part=part)


def answer_said(order: Order, field: RequiredField, value: str) -> Param:
    """An answer as people read it: a choice by its name, an amount in the order's currency, a day with its weekday."""
    match field.kind:
        case "choice":
            return next((one.names for one in field.choices if one.id == value), value)
        case "money" if value.isdecimal():
            return Money(amount=int(value), currency=order.facts.currency)
        case "date":
            return date.fromisoformat(value)
        case "number" if "." in value:
            return number_said(Decimal(value))
    return value


def evidence_counted(evidence: Iterable[Evidence]) -> list[Param]:
    """How many of each kind: 2 photos, 1 file."""
    kinds = Counter(one.kind for one in evidence)
    return [text(f"evidence.some_{kind}", count=number) for kind, number in sorted(kinds.items())]


def missing_said(order: Order, stage: str, without: Override) -> Listed:
    """What a stage was closed without."""
    fields = [one.names for one in order.workflow.stage(stage).fields if one.id in without.fields]
    proofs = [
        Listed(items=tuple(text(f"evidence.{kind}") for kind in kinds), joiner="or")
        for kinds in without.proofs
    ]
    receipts = [text("evidence.receipts")] if without.misled else []
    return Listed(items=(*fields, *proofs, *receipts))


def holder_line(centre: Centre, order: Order, holder: Holder) -> Text:
    """One line for one ball: which stage, who has it, why, since when."""
    department = department_name(centre, holder.department)
    since = Clock(at=holder.since, style="full")
    if holder.stage is None:
        return text(f"holder.{holder.why}", department=department, since=since)
    record = order.stage(holder.stage)
    params: dict[str, Param] = {
        "stage": stage_name(order, holder.stage),
        "department": department,
        "since": since,
    }
    if holder.why == "hold" and record.hold is not None:
        params |= {"kind": hold_kind_name(centre, record.hold.kind), "reason": record.hold.reason}
        return Text(key="holder.hold" if record.hold.reason else "holder.hold_bare", params=params)
    if holder.why == "disputed" and record.hold is not None:
        refused = department_name(centre, record.hold.department)
        params |= {"kind": hold_kind_name(centre, record.hold.kind), "refused": refused}
    done = progress(record)
    if holder.why == "work" and done is not None:
        return Text(key="holder.work_progress", params=params | {"progress": done})
    return Text(key=f"holder.{holder.why}", params=params)


def holder_lines(centre: Centre, order: Order) -> tuple[Text, ...]:
    return tuple(holder_line(centre, order, holder) for holder in holders(order))


def hold_kind_name(centre: Centre, kind: str) -> Param:
    found = centre.hold_kind(kind) or centre.case(kind)
    return found.names if found else kind
