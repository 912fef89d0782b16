"""What a stage cannot be closed without is asked: a field by what it is, a proof by what counts as one."""

from handlers import asking
from handlers.context import Context
from handlers.parties import parties
from handlers.progress.answers_read import field_of
from handlers.progress.said_besides import said_besides
from handlers.progress.spoken import EVIDENCE, PICTURES, SIGNATURE, Spoken, to_json
from handlers.reply import Button, Listed, Reply, Text, text
from handlers.stage_keys import AS_FIELD, AS_SIGNED, OVERRIDE, in_rows, stage_key
from handlers.wording import answer_said, order_title, stage_name
from orders.centre_file.workflow import RequiredField
from orders.deciding.overriding import may_close_without
from orders.legal import accepted
from orders.order import Order
from orders.refusals.closing import EvidenceMissing, FieldUnreadable
from orders.rights import who_may_override

LONGEST_SCALE = 10  # steps of a scale that are offered as buttons


def ask_field(
    ctx: Context,
    order: Order,
    spoken: Spoken,
    field_id: str,
    *,
    alone: bool = False,
    unclear: FieldUnreadable | None = None,
) -> Reply:
    """What a stage must tell before it is done.

    ``alone``: nothing else is missing, so that words said besides can be only this. ``unclear``: what was answered and
    may mean several things, or nothing that fits.
    """
    stage = spoken.stage
    field = field_of(order, stage, field_id)
    besides = said_besides(ctx, order, spoken.text or spoken.remark)
    offered = besides if alone and field.kind == "text" else ""
    kept = {
        "order": order.id,
        "wants": field.id,
        "kind": field.kind,
        "spoken": to_json(spoken),
        "offered": offered,
    }

    def buttons_of(number: str) -> tuple[tuple[Button, ...], ...]:
        keys = [
            stage_key(order, stage, AS_FIELD, label, choice=f"{number}:{value}")
            for label, value in _answers(order, field, offered, unclear)
        ]
        return (*in_rows(keys, 2), *_let_pass_row(ctx, order, stage, number))

    lines = [] if unclear is None else [text("ask.not_clear", words=unclear.text)]
    asked = _question(order, stage, field), *_let_pass_line(ctx, order, stage)
    return asking.ask(ctx, "missing", kept, order_title(order), *lines, *asked, buttons_of=buttons_of)


def _answers(
    order: Order, field: RequiredField, offered: str, unclear: FieldUnreadable | None
) -> list[tuple[Text, str]]:
    """The answers that can be tapped, and what their button carries: a choice goes by its place, for ids are long."""
    if field.choices:
        return [(text("button.plain", name=one.names), str(at)) for at, one in enumerate(field.choices)]
    if offered:
        return [(text("button.field_value", field=field.names, value=offered), "")]
    readings = _scale(field) or (unclear.readings if unclear else ())
    return [(text("button.plain", name=answer_said(order, field, one)), one) for one in readings]


def _scale(field: RequiredField) -> tuple[str, ...]:
    """The numbers of a short scale, as that of a rating."""
    if field.least is None or field.most is None or field.most - field.least > LONGEST_SCALE:
        return ()
    return tuple(map(str, range(field.least, field.most + 1)))


def _question(order: Order, stage: str, field: RequiredField) -> Text:
    named = stage_name(order, stage)
    if field.kind == "text":
        return text("ask.field", stage=named, field=field.names)
    accepts = _accepts(field)
    return text("ask.field_typed", stage=named, field=field.names, accepts=accepts)


def _accepts(field: RequiredField) -> Text:
    match (field.least, field.most):
        case (int(least), int(most)):
            return text("field.accepts_between", least=least, most=most)
        case (int(least), None):
            return text("field.accepts_from", least=least)
        case (None, int(most)):
            return text("field.accepts_up_to", most=most)
    return text(f"field.accepts_{field.kind}")


def ask_proof(ctx: Context, order: Order, spoken: Spoken, missing: EvidenceMissing) -> Reply:
    """A picture that was sent already may be the signed paper: that is said by a button."""
    stage = stage_name(order, missing.stage)
    signature = "signature" in missing.kinds and not PICTURES.intersection(missing.kinds)
    kept = {
        "order": order.id,
        "wants": SIGNATURE if signature else EVIDENCE,
        "kind": "",
        "spoken": to_json(spoken),
        "offered": "",
    }
    pictured = signature and any(one.kind in PICTURES for one in spoken.evidence)

    def buttons_of(number: str) -> tuple[tuple[Button, ...], ...]:
        label = text("button.signed_in_picture")
        signed = ((stage_key(order, missing.stage, AS_SIGNED, label, choice=number),),) if pictured else ()
        return (*signed, *_let_pass_row(ctx, order, missing.stage, number))

    kinds = Listed(items=tuple(text(f"evidence.{kind}") for kind in missing.kinds), joiner="or")
    asked = text(
        "ask.signature" if missing.kinds == ("signature",) else "ask.evidence", stage=stage, kinds=kinds
    )
    lines = asked, *_let_pass_line(ctx, order, missing.stage)
    return asking.ask(ctx, "missing", kept, order_title(order), *lines, buttons_of=buttons_of)


def _let_pass_row(ctx: Context, order: Order, stage: str, number: str) -> tuple[tuple[Button, ...], ...]:
    """For whoever may close it without what is asked for."""
    if not _may_let_pass(ctx, order, stage):
        return ()
    return ((stage_key(order, stage, OVERRIDE, text("button.override"), choice=number),),)


def _let_pass_line(ctx: Context, order: Order, stage: str) -> tuple[Text, ...]:
    """For all others: who may."""
    who_may = who_may_override(order.workflow.stage(stage))
    if not who_may or _may_let_pass(ctx, order, stage):
        return ()
    return (text("ask.may_be_let_pass", who_may=parties(ctx.centres[order.company], who_may)),)


def _may_let_pass(ctx: Context, order: Order, stage: str) -> bool:
    return accepted(may_close_without, order, stage, ctx.actors[order.company])
