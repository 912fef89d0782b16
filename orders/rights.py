"""Who may do what. Pure predicates, and for each the parties to name when it is refused.

Parties are written "department:design" (its members), "head:design", "role:coordinator" and "anywhere" (departments
that may act on any stage). An auditor changes nothing, whatever else he is.
"""

from orders.centre_file.workflow import Approver, Stage
from orders.moves import Actor
from orders.order import AskedPriority, Hold, Order

STEERING = frozenset({"coordinator", "manager", "admin"})
ABOVE_HEADS = frozenset(
    {"manager", "admin"}
)  # nobody above them: they may approve anything, their own work too

_OWN_HEAD = Approver()


def may_write(actor: Actor) -> bool:
    return "auditor" not in actor.roles


def belongs_to(actor: Actor, department: str) -> bool:
    return department in actor.departments or department in actor.head_of


def may_work(actor: Actor, department: str) -> bool:
    """Report, receive, decline, send back and hold on a stage of this department."""
    return belongs_to(actor, department) or actor.anywhere or "coordinator" in actor.roles


def who_may_work(department: str) -> tuple[str, ...]:
    return (f"department:{department}", "role:coordinator")


WHO_MAY_PUSH = ("role:coordinator", "role:manager", "anyhead")


def may_push(actor: Actor) -> bool:
    """Those who steer and heads of any department: whose order waits for others has to ask others."""
    return may_write(actor) and (bool(actor.roles & STEERING) or bool(actor.head_of))


def may_allot(actor: Actor, department: str) -> bool:
    """Dispose of who does the department's work."""
    return department in actor.head_of or actor.anywhere or bool(actor.roles & STEERING)


def who_may_allot(department: str) -> tuple[str, ...]:
    return (f"head:{department}", "role:coordinator", "role:manager")


def may_be_given(actor: Actor, department: str) -> bool:
    """Work is given to those of the department, or of one that may act on any stage."""
    return may_write(actor) and (belongs_to(actor, department) or actor.anywhere)


def may_resume(actor: Actor, stage: Stage, hold: Hold) -> bool:
    return may_work(actor, stage.department) or may_work(actor, hold.department)


def who_may_resume(stage: Stage, hold: Hold) -> tuple[str, ...]:
    return (f"department:{hold.department}", *who_may_work(stage.department))


def may_decide_hold(actor: Actor) -> bool:
    """Say who answers for a hold."""
    return actor.anywhere or bool(actor.roles & STEERING)


def may_approve(actor: Actor, stage: Stage) -> bool:
    """Whether the actor is whom the stage's approver names; whose work it is, is asked elsewhere."""
    return bool(actor.roles & ABOVE_HEADS) or fits(actor, _approver(stage), stage.department)


def fits(actor: Actor, rule: Approver, own: str | None = None) -> bool:
    """Whether the actor is whom the rule names; ``own``: whose head is meant where it names no department."""
    if rule.role == "head":
        department = rule.department or own
        return bool(actor.head_of) if department is None else department in actor.head_of
    return rule.role in actor.roles and (rule.department is None or belongs_to(actor, rule.department))


def may_override(actor: Actor, stage: Stage) -> bool:
    """Only whom the stage names: nobody else, however high, lets something pass that it asks for."""
    return stage.override is not None and fits(actor, stage.override, stage.department)


def who_may_override(stage: Stage) -> tuple[str, ...]:
    return () if stage.override is None else (_named(stage.override, stage.department),)


def may_approve_own(actor: Actor) -> bool:
    return bool(actor.roles & ABOVE_HEADS)


def who_may_approve(stage: Stage) -> tuple[str, ...]:
    named = _named(_approver(stage), stage.department)
    return (named,) if named == "role:manager" else (named, "role:manager")


def who_may_decide(asked: AskedPriority) -> tuple[str, ...]:
    rule = asked.approver
    named = f"head:{rule.department or asked.department}" if rule.role == "head" else f"role:{rule.role}"
    return (named,) if named == "role:manager" else (named, "role:manager")


def approving_department(stage: Stage) -> str:
    """The department whose ball an approval is."""
    return _approver(stage).department or stage.department


def may_steer(actor: Actor, order: Order) -> bool:
    """Pause, cancel, change and promise."""
    return bool(actor.roles & STEERING) or order.opened_by_department in actor.head_of


def who_may_steer(order: Order) -> tuple[str, ...]:
    return ("role:coordinator", "role:manager", f"head:{order.opened_by_department}")


def may_draft(actor: Actor, order: Order) -> bool:
    """Anything with a draft: it is the business of those who write it."""
    return actor.anywhere or belongs_to(actor, order.opened_by_department) or may_steer(actor, order)


def who_may_draft(order: Order) -> tuple[str, ...]:
    return (f"department:{order.opened_by_department}", "role:coordinator")


def may_speak_for(actor: Actor, department: str) -> bool:
    """Report what somebody of the department told him."""
    return actor.anywhere or "coordinator" in actor.roles or department in actor.head_of


def who_may_speak_for(department: str) -> tuple[str, ...]:
    return (f"head:{department}", "role:coordinator")


def may_undo_others(actor: Actor, order: Order, stage: Stage | None) -> bool:
    """Take back what somebody else did on the stage, or (None) with the order as a whole."""
    if actor.anywhere or "coordinator" in actor.roles:
        return True
    return may_steer(actor, order) if stage is None else stage.department in actor.head_of


def who_may_undo(order: Order, stage: Stage | None) -> tuple[str, ...]:
    return who_may_steer(order) if stage is None else (f"head:{stage.department}", "role:coordinator")


def _named(rule: Approver, own: str) -> str:
    return f"head:{rule.department or own}" if rule.role == "head" else f"role:{rule.role}"


def _approver(stage: Stage) -> Approver:
    return stage.approver or _OWN_HEAD
