"""Reading from a report to whom its stage is given: "in cho Tú", "giao anh Tú", "印刷 交给王伟"."""

import re

from handlers.context import Context
from handlers.people.entering import actor_of
from handlers.people.people_named import named_at_once
from handlers.progress.spoken import Spoken
from handlers.reading.fold import folded
from handlers.reading.report import Report as ReadReport
from orders.moves import Assign
from orders.order import Order
from orders.refusals.people import PersonAmbiguous

_LONGEST = 40  # characters of a name with its title
_GIVEN = re.compile(
    r"(?:(?<=^)|(?<= ))(?:(?:giao|phan cong)(?: lai)?(?: viec)?(?: cho)?|cho|assign(?:ed)? to|given? to|to|for) (?P<name>[^\n\d]+)$"
    r"|(?:交给|派给|分给|给|派)(?P<zh>[^\n\d]+?)(?:做|负责|处理)?$"
)


def given_in(ctx: Context, order: Order, stage: str, read: ReadReport, spoken: Spoken) -> Assign | None:
    """The stage is given away where a line says that alone, and names one of the company in full.

    "giao hàng" is a stage, "cho khách" is nobody here: such words are what they were.
    """
    if read.meaning or read.quantity or read.estimate or spoken.evidence or spoken.fields:
        return None
    line = folded(spoken.text)
    match = _GIVEN.search(line.text)
    if match is None:
        return None
    start, end = line.span(*match.span("name" if match["name"] else "zh"))
    begins, _ = line.span(*match.span())
    named_stage = read.stage.span[1] if read.stage.hits else 0
    before = spoken.text[named_stage:begins].strip() if begins > named_stage else ""
    if before or start < named_stage or end - start > _LONGEST:
        return None
    department = order.workflow.stage(stage).department
    meant = named_at_once(ctx.conn, order.company, spoken.text[start:end], near_to=(department,))
    if meant is None or meant.rest:
        return None
    if len(meant.people) > 1:
        names = tuple(one.name for one in meant.people)
        raise PersonAmbiguous(text=spoken.text[start:end].strip(), names=names)
    to = actor_of(meant.people[0], ctx.centres[order.company])
    return Assign(stage=stage, version=spoken.version, to=to, source=spoken.source)
