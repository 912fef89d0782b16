"""What was asked by a push comes back to whoever asked, in private."""

from handlers.context import Context
from handlers.moves.acting import Moved
from handlers.order_cards.order_lines import stage_lines
from handlers.reply import Lane, Say, text
from handlers.stage_keys import show_key
from handlers.wording import main_kind, person_name
from orders.order import PersonId
from storage.people import people_rows


def push_answers(ctx: Context, moved: Moved) -> list[Say]:
    """To each who waited for a word on a stage that has now been spoken of."""
    says: list[Say] = []
    for stage, record in moved.before.stages.items():
        now = moved.after.stage(stage).pushed
        if record.pushed is None or not record.pushed.waiting or now is None or now.waiting:
            continue
        says += [say for one in record.pushed.waiting for say in _answer(ctx, moved, stage, one)]
    return says


def _answer(ctx: Context, moved: Moved, stage: str, asker: PersonId) -> list[Say]:
    person = people_rows.by_id(ctx.conn, asker)
    if person is None or person.id == ctx.me.id or person.state != "active":
        return []
    order = moved.after
    said = [event for event in moved.events if event.stage == stage]
    kind = main_kind([event.kind for event in said])
    line = text("push.answer", by=person_name(ctx.view, said[0].by), what=text(f"event.{kind}"))
    if note := next((event.note for event in said if event.note), ""):
        line = text("push.answer_note", line=line, note=note)
    lines = (line, *stage_lines(ctx.view_of(order.company), order, stage))
    keys = ((show_key(order.id),),)
    return [Say(lines=lines, to_user=person.user, buttons=keys, lane=Lane.REMINDERS)]
