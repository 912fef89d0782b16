"""Which of the company's workflows an order is of, and who may open one of it."""

from collections.abc import Sequence

from handlers.context import Context
from handlers.reading.fold import fold
from orders.centre_file.workflow import Workflow
from orders.refusals.access import NotAllowed


def opening_department(ctx: Context, workflow: Workflow) -> str:
    """Who opens orders: the department of the workflow's first stage, and those who may act anywhere. Raises NotAllowed."""
    first = workflow.stages[0].department
    if not _may_open(ctx, workflow):
        raise NotAllowed(who_may=(f"department:{first}", "role:coordinator"))
    return first


def kinds_to_open(ctx: Context) -> Sequence[Workflow]:
    """The workflows this person may open orders of. Raises NotAllowed where there are none."""
    kinds = [one for one in ctx.centre.workflows if _may_open(ctx, one)]
    if not kinds:
        openers = dict.fromkeys(f"department:{one.stages[0].department}" for one in ctx.centre.workflows)
        raise NotAllowed(who_may=(*openers, "role:coordinator"))
    return kinds


def kind_named(ctx: Context, words: str) -> Workflow | None:
    """The workflow of this id or name, where the company has several to tell apart."""
    if len(ctx.centre.workflows) == 1:
        return None
    wanted = fold(words)
    return next(
        (one for one in ctx.centre.workflows if wanted in map(fold, (one.id, *one.names.all()))),
        None,
    )


def _may_open(ctx: Context, workflow: Workflow) -> bool:
    own = ctx.actor.departments | ctx.actor.head_of
    known = ctx.actor.anywhere or "coordinator" in ctx.actor.roles
    return known or workflow.stages[0].department in own
