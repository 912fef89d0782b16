"""Examples out of the person's own work: a real order of theirs, a stage their department does."""

from handlers.context import Context
from handlers.reply import Param
from storage.order_book import order_finding, order_lists


def order_code(ctx: Context) -> str:
    """An order the person has to do with, else any live one, else the first code the company would give."""
    for company, actor in ctx.actors.items():
        if rows := order_lists.mine(ctx.conn, company, actor.departments, ctx.me.id, limit=1):
            return rows[0].code
    for company in ctx.actors:
        if code := order_finding.latest_live(ctx.conn, company):
            return code
    return ctx.centre.company.code_pattern.code(ctx.view.today, 1)


def own_stage(ctx: Context) -> Param:
    """A stage of their department, where it has one."""
    stages = [stage for workflow in ctx.centre.workflows for stage in workflow.stages]
    own = [stage for stage in stages if stage.department in ctx.actor.departments]
    return (own or stages)[0].names
