"""Who else hears of a move: the next department at once, the one a hold or a return concerns, the approver."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from handlers.addressing import reaches, to_department
from handlers.changes.change_lines import seen_parts
from handlers.context import Context
from handlers.money.collecting import may_collect
from handlers.money.qr_cards import all_retold
from handlers.money.settled import asked_below
from handlers.moves.acting import Moved
from handlers.news import ack_lines
from handlers.news.assignee_notices import to_assignees
from handlers.news.behalf_notices import behalf_says
from handlers.news.correcting import corrected
from handlers.news.following import followers_of, to_follower
from handlers.news.notice_keys import notice_keys
from handlers.news.told_lines import NOT_AT_WORK, OF_HOLDS, event_lines, what_happened, what_it_is_about
from handlers.news.waiting_news import may_wait
from handlers.news.wanted_answers import waits_for_an_answer
from handlers.pushes.push_answers import push_answers
from handlers.reply import Lane, MayWait, Say, text
from handlers.seeing import Sees, collecting_departments, department_sees, finance_departments
from handlers.stage_keys import show_key
from handlers.wording import (
    order_title,
    person_name,
)
from orders.centre_file.workflow import Approver
from orders.events import Event, Kind
from orders.notices import notified
from orders.order import ACTIVE_STATES, Order, OrderState, StageState
from reminders.budget import Urgency


def tell(ctx: Context, moved: Moved) -> tuple[Say, ...]:
    """The messages for everybody but the asker. A department acting on its own chat is not told what it just did."""
    says: list[Say] = []
    for department, events in by_department(ctx, moved):
        happened = what_happened(ctx, moved, events, department)
        notice = Say(
            lines=(*happened, *what_it_is_about(ctx, moved, events, department)),
            buttons=(
                *notice_keys(ctx.centres[moved.after.company], moved.after, events, department),
                (show_key(moved.after.id),),
            ),
            lane=Lane.REMINDERS,
            unasked=True,
            may_wait=may_wait(ctx.centres[moved.after.company], moved, events, happened),
            note_for=_note(moved.after, moved.events[0].move),
        )
        waits = waits_for_an_answer(moved.after, events, department)
        says += to_department(ctx, moved.after.company, department, notice, here_too=waits)
    says += _to_followers(ctx, moved)
    says += to_assignees(ctx, moved, _note(moved.after, moved.events[0].move))
    says += behalf_says(ctx, moved, _note(moved.after, moved.events[0].move))
    says += push_answers(ctx, moved)
    says += _to_collectors(ctx, moved)
    says += _taken_back(ctx, moved)
    for followed in moved.also:
        says += tell(ctx, followed)
    if OrderState.CANCELLED in {moved.before.state, moved.after.state}:
        says += all_retold(ctx, moved.after)
    return tuple(says)


def _to_collectors(ctx: Context, moved: Moved) -> list[Say]:
    """Whether the money came is asked of those who see the account, where somebody else reported what settles it."""
    order, centre = moved.after, ctx.centres[moved.after.company]
    lines, keys = asked_below(ctx, moved)
    if not lines or may_collect(centre, ctx.actors.get(order.company)):
        return []
    question = Say(
        lines=(order_title(order), *lines),
        buttons=(*keys, (show_key(order.id),)),
        lane=Lane.REMINDERS,
        unasked=True,
        may_wait=MayWait(urgency=Urgency.PRESSING, gist=tuple(lines), code=order.code),
        note_for=_note(order, moved.events[0].move),
    )
    collecting = sorted(collecting_departments(centre))
    return [
        say for one in collecting for say in to_department(ctx, order.company, one, question, here_too=False)
    ]


def not_reached(ctx: Context, moved: Moved) -> list[str]:
    """Departments that ought to hear of it and cannot: they have neither a group nor anybody who pressed Start."""
    company = moved.after.company
    own = ctx.actors[company].departments
    told = [department for one in (moved, *moved.also) for department, _ in by_department(ctx, one)]
    return [one for one in dict.fromkeys(told) if one not in own and not reaches(ctx, company, one)]


def by_follower(ctx: Context, moved: Moved) -> Mapping[str, list[Event]]:
    """Those who only follow; who has something to do with the move besides is told of it all in one."""
    followed: dict[str, list[Event]] = defaultdict(list)
    for event in moved.events:
        for follower in followers_of(moved.after, event):
            followed[follower].append(event)
    concerned = {one for event in moved.events if followed for one in _concerned(ctx, moved, event)}
    return {follower: events for follower, events in followed.items() if follower not in concerned}


def _to_followers(ctx: Context, moved: Moved) -> list[Say]:
    order = moved.after
    return [
        say
        for follower, events in by_follower(ctx, moved).items()
        for say in to_follower(
            ctx,
            order.company,
            follower,
            Say(
                lines=tuple(event_lines(ctx, moved, events)),
                buttons=((show_key(order.id),),),
                lane=Lane.REMINDERS,
                unasked=True,
                may_wait=MayWait(urgency=Urgency.ROUTINE, code=order.code),
                note_for=_note(order, moved.events[0].move),
            ),
        )
    ]


def by_department(ctx: Context, moved: Moved) -> Iterable[tuple[str, list[Event]]]:
    """The events that concern each department, bundled, in order; what it follows besides among them."""
    pairs = [(one, event) for event in moved.events for one in _concerned(ctx, moved, event)]
    concerned = {one for one, _ in pairs}
    pairs += [
        (one, event) for event in moved.events for one in followers_of(moved.after, event) if one in concerned
    ]
    told = sorted(dict.fromkeys((one, event.seq) for one, event in pairs))
    events = {event.seq: event for event in moved.events}
    for department, numbers in groupby(told, key=lambda pair: pair[0]):
        yield department, [events[seq] for _, seq in numbers]


def _concerned(ctx: Context, moved: Moved, event: Event) -> Collection[str]:
    order = moved.after
    own = order.workflow.stage(event.stage).department if event.stage else ""
    if event.kind in OF_HOLDS:
        return _concerned_by_hold(moved, event, own)
    match event.kind:
        case Kind.OFFERED:
            return (own,) if order.stage(event.stage or "").state is StageState.OFFERED else ()
        case Kind.REOPENED | Kind.REJECTED | Kind.APPROVED | Kind.OVERRIDDEN:
            return (own,)
        case Kind.WAITS_AGAIN:
            return (own,) if moved.before.stage(event.stage or "").state in ACTIVE_STATES else ()
        case Kind.SUBMITTED:
            approver = order.workflow.stage(event.stage or "").approver
            return (approver.department or own,) if approver else ()
        case Kind.NOTIFIED | Kind.RECALLED | Kind.ACKNOWLEDGED:
            return ack_lines.concerned(order, event)
    return _concerned_as_a_whole(ctx, moved, event)


def _concerned_as_a_whole(ctx: Context, moved: Moved, event: Event) -> Collection[str]:
    """Those who have the order in hand, of what is about all of it."""
    order = moved.after
    match event.kind:
        case Kind.CHANGED:
            return [one for one in _begun(moved.before) if seen_parts(event, sees=_sees(ctx, order, one))]
        case Kind.DELIVERED:
            return finance_departments(ctx.view_of(order.company))
        case Kind.PAUSED | Kind.UNPAUSED | Kind.CANCELLED | Kind.PROMISED:
            return {*_begun(moved.before), *notified(moved.before)}
        case Kind.FLAGS_SET:  # by a choice: those whose turn it is are told of the flags with their stage
            return _begun(moved.before) if event.seq == event.move else ()
        case Kind.PRIORITY_ASKED:
            approver = Approver.model_validate(event.data["approver"])
            return {event.data["department"], approver.department or event.data["department"]}
        case Kind.PRIORITY_DECIDED:
            return {order.opened_by_department, *(_begun(order) if event.data["granted"] else ())}
        case Kind.LATE_FILED | Kind.LATE_ACCEPTED | Kind.LATE_RETURNED:
            return _concerned_by_late_report(moved, event)
        case Kind.OPENED:
            return () if order.case else _allotting(ctx, order)
        case Kind.CLOSED:
            return (order.opened_by_department,) if order.opened_by_department else ()
    return ()


def _allotting(ctx: Context, order: Order) -> Collection[str]:
    """Coordination hears early, to allot people and machines (S0-5)."""
    coordination = ctx.centres[order.company].coordination
    return (coordination,) if reaches(ctx, order.company, coordination) else ()


def _concerned_by_hold(moved: Moved, event: Event, own: str) -> Collection[str]:
    """Those who are stuck, and whoever answered for it, does so now, or has to decide who does."""
    stage = event.stage or ""
    before, now = moved.before.stage(stage).hold, moved.after.stage(stage).hold
    match event.kind:
        case Kind.HOLD_OWNED:
            return (own,)
        case Kind.HOLD_REFUSED:
            return (now.decider,) if now else ()
        case Kind.RESUMED if moved.after.stage(stage).state in NOT_AT_WORK:
            return {before.department} - {own} if before else ()
    answering = {hold.department for hold in (before, now) if hold}
    return {own, *answering} if answering else ()


def _concerned_by_late_report(moved: Moved, event: Event) -> Collection[str]:
    """Who has to accept it, or wrote it, or has to write it now."""
    late = moved.after.late_report
    if late is None:
        return ()
    if event.kind is Kind.LATE_FILED:
        return (late.decider,)
    before = moved.before.late_report
    return {late.department, *([before.department] if before else [])}


def _begun(order: Order) -> Collection[str]:
    """The departments that have the order in hand or have had it."""
    untouched = {StageState.WAITING, StageState.SKIPPED}
    begun = (one.id for one in order.stages.values() if one.state not in untouched)
    return {order.workflow.stage(one).department for one in begun}


def _sees(ctx: Context, order: Order, department: str) -> Sees:
    return department_sees(ctx.view_of(order.company), order, department)


def _taken_back(ctx: Context, moved: Moved) -> list[Say]:
    """Notices of an undone move are edited where they were sent, withdrawn where they wait; what is in flight is followed."""
    says: list[Say] = []
    undone = {int(event.data["move"]): event.by for event in moved.events if event.kind is Kind.UNDONE}
    for move, by in undone.items():
        line = text("notice.taken_back", order=order_title(moved.after), by=person_name(ctx.view, by))
        news = Say(lines=(line,), lane=Lane.REMINDERS)
        says += corrected(
            ctx.view_of(moved.after.company),
            _note(moved.after, move),
            news,
            in_flight=replace(news, unasked=True),
        )
    return says


def _note(order: Order, move: int) -> str:
    """What the notices of a move are remembered by."""
    return f"notice:{order.id}:{move}"
