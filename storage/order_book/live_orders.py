"""What the orders that have not ended still use of their company's centre file."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, func, select

from orders.centre_file.workflow import Workflow
from orders.order import StageState
from storage.order_book import workflow_rows
from storage.tables.order_tables import HELD, LIVE, orders, stages
from storage.tables.people_tables import memberships

_UNFINISHED = stages.c.state.not_in([StageState.DONE.value, StageState.SKIPPED.value])

_WORKFLOWS = (
    select(orders.c.company, orders.c.workflow, func.count())
    .where(LIVE)
    .group_by(orders.c.company, orders.c.workflow)
)
_OPENERS = select(orders.c.company, orders.c.opened_by_department).where(LIVE).distinct()
_HOLDERS = select(stages.c.company, stages.c.holder).where(HELD).distinct()
_UNFINISHED_BY = (
    select(stages.c.company, stages.c.department, func.count(stages.c.order_id.distinct()))
    .join(orders, orders.c.id == stages.c.order_id)
    .where(LIVE, _UNFINISHED)
    .group_by(stages.c.company, stages.c.department)
)
_HOLDS = select(stages.c.company, stages.c.hold).where(HELD, stages.c.hold.is_not(None))
_MARKED = select(orders.c.company, orders.c.flags, orders.c.facts).where(LIVE)
_MEMBERS = select(memberships.c.company, memberships.c.department, func.count()).group_by(
    memberships.c.company, memberships.c.department
)


@dataclass(frozen=True, kw_only=True, slots=True)
class InUse:
    """How many live orders use what: workflows by hash, departments that have work left, and so on by id.

    ``members``: how many people a department has, whether or not an order needs it.
    """

    workflows: Counter[str] = field(default_factory=Counter)
    departments: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    priorities: Counter[str] = field(default_factory=Counter)
    holds: Counter[str] = field(default_factory=Counter)
    members: Counter[str] = field(default_factory=Counter)

    @property
    def orders(self) -> int:
        return self.workflows.total()


def in_use(conn: Connection) -> Mapping[str, InUse]:
    """By company."""
    found: dict[str, InUse] = defaultdict(InUse)
    for company, workflow, count in conn.execute(_WORKFLOWS):
        found[company].workflows[workflow] += count
    for company, department, count in conn.execute(_UNFINISHED_BY):
        found[company].departments[department] += count
    for company, hold in conn.execute(_HOLDS):
        found[company].holds[hold["kind"]] += 1
    for company, flags, facts in conn.execute(_MARKED):
        found[company].flags.update(flags)
        if facts["priority"]:
            found[company].priorities[facts["priority"]] += 1
    for company, department, count in conn.execute(_MEMBERS):
        found[company].members[department] += count
    return found


def departments_named(conn: Connection) -> Mapping[str, frozenset[str]]:
    """Every department that a live order names, by company: by its workflow, as its opener, as who holds it."""
    named: dict[str, set[str]] = defaultdict(set)
    for company, workflow, _ in conn.execute(_WORKFLOWS):
        named[company] |= _of_workflow(workflow_rows.load(conn, workflow))
    for query in (_OPENERS, _HOLDERS):
        _add(conn, query, named)
    return {company: frozenset(departments) for company, departments in named.items()}


def _add(conn: Connection, query: Select[Any], named: dict[str, set[str]]) -> None:
    for company, department in conn.execute(query):
        if department:
            named[company].add(department)


def _of_workflow(workflow: Workflow) -> set[str]:
    named: set[str] = set()
    for stage in workflow.stages:
        approving = stage.approver.department if stage.approver else None
        named |= {stage.department, *stage.notifies} | {one for one in (approving, stage.follower) if one}
    return named
