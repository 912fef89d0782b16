"""A digest as a message: its lines, how to answer them, and the buttons."""

from collections.abc import Sequence
from datetime import datetime

from handlers.duties.duty_keys import open_keys
from handlers.nudges.digest_readers import at_its_minute
from handlers.nudges.nudge_keys import Rows, answer_keys, look_keys, money_keys, number_keys
from handlers.nudges.nudge_lines import WORK, AnyNudge, DutyNudge, Nudge, any_line, ladder_of
from handlers.reply import Lane, MayWait, Say, Text, text
from orders.centre_file.centre import Centre
from orders.checks import Rule
from reminders.budget import Urgency
from storage.chasing.digest_rows import Digest

_RINGS = frozenset({Rule.DUE, Rule.HOLD_DUE, Rule.LATE_DUE})


def message(
    centre: Centre,
    digest: Digest,
    nudges: Sequence[AnyNudge],
    *,
    several: bool,
    over: int,
    not_before: datetime,
    now: datetime,
) -> Say:
    """``several``: it bears numbers, also where but one line of them is left; so many more things are ``over``.

    Only what is late or was asked before rings.
    """
    if several:
        lines, keys = _numbered(centre, nudges), _keys_of_several(centre, digest, nudges)
    else:
        lines, keys = _alone(centre, nudges[0]), _keys_of_one(centre, nudges[0], now)
    rings = any(one.escalated or one.missed.rule in _RINGS for one in nudges)
    urgency = _urgency(nudges, rings=rings, now=now)
    return Say(
        lines=(
            *lines,
            *([Text(key="nudge.more", count=over)] if over else []),
            _how(centre, nudges, several=several),
        ),
        chat=digest.chat,
        thread=digest.thread,
        buttons=keys,
        lane=Lane.REMINDERS,
        unasked=True,
        may_wait=MayWait(urgency=urgency, not_before=not_before),
        silent=not rings,
        note_for=note_of(digest.id),
    )


def _urgency(nudges: Sequence[AnyNudge], *, rings: bool, now: datetime) -> Urgency:
    """What falls due by the clock is no use an hour later; who hears besides that it is missing has the roll-call."""
    if any(at_its_minute(one, now) for one in nudges):
        return Urgency.AT_ONCE
    return Urgency.PRESSING if rings else Urgency.ROUTINE


def note_of(digest: int) -> str:
    """What the messages of a digest, and the answers to it, are remembered by."""
    return f"digest:{digest}"


def _numbered(centre: Centre, nudges: Sequence[AnyNudge]) -> list[Text]:
    """One's own first, then what others have not answered."""
    lines: list[Text] = []
    for key, part in (
        ("nudge.head", [one for one in nudges if one.ours]),
        ("nudge.head_up", [one for one in nudges if not one.ours]),
    ):
        lines += [Text(key=key, count=len(part))] if part else []
        lines += [text("nudge.numbered", number=one.number, line=any_line(centre, one)) for one in part]
    return lines


def _alone(centre: Centre, nudge: AnyNudge) -> list[Text]:
    return [text("nudge.one" if nudge.ours else "nudge.one_up", line=any_line(centre, nudge))]


def _keys_of_several(centre: Centre, digest: Digest, nudges: Sequence[AnyNudge]) -> Rows:
    return look_keys(nudges) if _looks_on(centre, nudges) else number_keys(digest.id, nudges)


def _keys_of_one(centre: Centre, nudge: AnyNudge, now: datetime) -> Rows:
    if _looks_on(centre, (nudge,)):
        return look_keys((nudge,))
    own: Rows = ()
    if isinstance(nudge, DutyNudge):
        own = open_keys(nudge.day)
    elif isinstance(nudge, Nudge):
        department = nudge.reminder.department
        if nudge.instalment is not None:
            return (
                money_keys(nudge.order, nudge.instalment.id, nudge.missed.rule)
                if nudge.ours
                else look_keys((nudge,))
            )
        own = answer_keys(centre, nudge.order, nudge.stage, nudge.missed.rule, department=department, now=now)
    return own if nudge.ours else (*own, *look_keys((nudge,)))


def _looks_on(centre: Centre, nudges: Sequence[AnyNudge]) -> bool:
    """Management does not report; it looks, and talks to people. Nor does whoever follows others' work."""
    return all(not one.ours and (one.followed or _who(centre, one) == "manager") for one in nudges)


def _who(centre: Centre, nudge: AnyNudge) -> str:
    rungs = ladder_of(centre, nudge).rungs
    return rungs[min(nudge.reminder.rung, len(rungs) - 1)].who


def _how(centre: Centre, nudges: Sequence[AnyNudge], *, several: bool) -> Text:
    """One sentence that says how to answer, with numbers of its own."""
    if _looks_on(centre, nudges):
        only_duties = all(isinstance(one, DutyNudge) for one in nudges)
        return text("duty.how_look" if only_duties else "nudge.how_look")
    work = [one.number for one in nudges if isinstance(one, Nudge) and one.missed.rule in WORK]
    owed = [one.number for one in nudges if isinstance(one, DutyNudge) and one.missed.rule in WORK]
    if not several and owed:
        return text("duty.how")
    if not several and isinstance(nudges[0], DutyNudge):
        return text("duty.how_sign")
    if not several:
        return text("nudge.how_work" if work else "nudge.how_tap")
    if work[1:]:
        done = " ".join(map(str, [work[0], *work[2:3]]))
        return text("nudge.how_numbers", done=done, part=str(work[1]))
    if work:
        return text("nudge.how_number", number=str(work[0]))
    if owed:
        return text("duty.how_number", number=str(owed[0]))
    offered = [str(one.number) for one in nudges if one.missed.rule is Rule.RECEIPT]
    if offered:
        return text("nudge.how_received", received=" ".join(offered[:2]))
    return text("nudge.how_tap_number")
