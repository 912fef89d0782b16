"""Who hands in what a department owes by the clock, and who signs it."""

from orders import rights
from orders.centre_file.chasing import Duty
from orders.duties import DutyDay, DutyState
from orders.moves import Actor


def may_hand_in(actor: Actor, day: DutyDay) -> bool:
    return rights.may_write(actor) and rights.may_work(actor, day.department)


def in_their_stead(actor: Actor, day: DutyDay) -> bool:
    """Whether it is others' to hand in."""
    return not rights.belongs_to(actor, day.department)


def signs(actor: Actor, duty: Duty) -> bool:
    """Whether the signature is theirs to give: whoever stands higher may, and is not asked."""
    return (
        rights.may_write(actor)
        and duty.approver is not None
        and rights.fits(actor, duty.approver, duty.department)
    )


def may_sign(actor: Actor, duty: Duty) -> bool:
    """What nobody has to sign anybody signs by handing it in."""
    return duty.approver is None or signs(actor, duty) or bool(actor.roles & rights.ABOVE_HEADS)


def who_signs(duty: Duty) -> tuple[str, ...]:
    rule = duty.approver
    if rule is None:
        return ()
    named = f"head:{rule.department or duty.department}" if rule.role == "head" else f"role:{rule.role}"
    return (named,) if named == "role:manager" else (named, "role:manager")


def waits_for_signature(day: DutyDay) -> bool:
    """Handed in and not signed, given up meanwhile or not."""
    return day.handed is not None and day.state in {DutyState.SIGNING, DutyState.MISSING}
