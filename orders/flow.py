"""Where the work flows in one order: what is ready, what is passed, who gave what to whom."""

from collections.abc import Collection

from orders.centre_file.instalments import Milestone
from orders.centre_file.workflow import Stage, Workflow
from orders.order import ACTIVE_STATES, Order, OrderState, StageRecord, StageState

PASSED = frozenset({StageState.DONE, StageState.SKIPPED})
NOT_BEGUN = frozenset({StageState.WAITING, StageState.SKIPPED})


def wanted(order: Order, stage: Stage) -> bool:
    """Whether the order's flags ask for this stage."""
    return order.flags.issuperset(stage.when) and order.flags.isdisjoint(stage.unless)


def waits_for(order: Order, stage_id: str) -> tuple[str, ...]:
    """What must be done first: the givers that are not. A skipped stage hands on nothing its own givers have not done."""
    return tuple(one for one in givers(order, stage_id) if order.stage(one).state is not StageState.DONE)


def all_passed(order: Order) -> bool:
    return all(record.state in PASSED for record in order.stages.values())


def begun(record: StageRecord) -> bool:
    return record.state not in NOT_BEGUN


def earlier(workflow: Workflow, stage_id: str) -> tuple[str, ...]:
    """Every stage that comes before this one, at any distance, in file order."""
    reached: set[str] = set()
    ahead = list(workflow.stage(stage_id).after)
    while ahead:
        one = ahead.pop()
        if one not in reached:
            reached.add(one)
            ahead.extend(workflow.stage(one).after)
    return tuple(stage.id for stage in workflow.stages if stage.id in reached)


def delivered(order: Order) -> bool:
    """Whether it has reached its customer, whatever is left to be signed and paid."""
    held = [record.id for record in order.stages.values() if record.state in ACTIVE_STATES]
    return is_past(order.workflow, held, "delivered")


def may_break_promise(order: Order) -> bool:
    """Whether a late report will be owed once the promised day is over: one for each promise of an order in work.

    A case is not promised to a customer.
    """
    promised, late = order.promised_on, order.late_report
    return (
        promised is not None
        and order.state is OrderState.OPEN
        and not order.case
        and (late is None or late.promised_on != promised)
        and not delivered(order)
    )


def is_past(workflow: Workflow, active: Collection[str], milestone: Milestone) -> bool:
    """Whether work has gone past every stage that makes ``milestone`` true, seen from the stages somebody holds.

    An order of which nobody holds a stage is past nothing; neither is one whose workflow knows no such stage.
    """
    making = [stage.id for stage in workflow.stages if milestone in stage.marks]
    until_then = {one for stage in making for one in (stage, *earlier(workflow, stage))}
    return bool(active and making) and until_then.isdisjoint(active)


def earlier_done(order: Order, stage_id: str) -> tuple[str, ...]:
    """Where a stage can be sent back to."""
    return tuple(
        one for one in earlier(order.workflow, stage_id) if order.stage(one).state is StageState.DONE
    )


def givers(order: Order, stage_id: str) -> tuple[str, ...]:
    """The stages whose work this one takes over: its direct predecessors, looking through skipped ones."""
    found: set[str] = set()
    ahead = list(order.workflow.stage(stage_id).after)
    while ahead:
        one = ahead.pop()
        if order.stage(one).state is StageState.SKIPPED:
            ahead.extend(order.workflow.stage(one).after)
        else:
            found.add(one)
    return tuple(stage.id for stage in order.workflow.stages if stage.id in found)
