"""Which due times no order could ever keep.

Refused are, with what a calendar would have to tell left alone:

- a stage due earlier before the promised date than one it waits for, at any distance, unless their flags keep the two
  out of each other's way; lengths of one kind are compared (days with days, working hours with working minutes);
- a warning that would come before the time it warns of has begun to run, of a stage or by the file's defaults;
- a duty on weekdays on which its department never works, overtime included.

What is no due time at all (``0wd``, ``24``) is refused where it is read, in ``orders.calendars.spans``. A clock time outside a
department's hours is none of this: ``at 07:50`` holds where work begins at eight.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from orders.calendars.spans import BeforePromised, Length, longer_by
from orders.centre_file.calendar_rules import WEEKDAYS
from orders.centre_file.faults import Fault

if TYPE_CHECKING:
    from orders.centre_file.centre import Centre
    from orders.centre_file.workflow import Stage, Workflow


def due_faults(workflow: "Workflow") -> Iterator[Fault]:
    """What its own stages say of it."""
    for at, stage in enumerate(workflow.stages):
        yield from _warned_too_early(at, stage)
        too_late = (one for one in workflow.stages if _due_before(stage, one))
        late = next((one for one in too_late if stage in workflow.downstream(one.id)), None)
        if late:
            says = (
                f"Stage '{stage.id}' is due {stage.due}, and waits for '{late.id}', which is due {late.due}."
            )
            mend = f"Write `{late.due}` or later here, or let '{late.id}' be due earlier."
            yield Fault(path=("stages", at, "due"), says=says, mend=mend)


def centre_due_faults(centre: "Centre") -> Iterator[Fault]:
    """What a department's working days and the defaults say of it."""
    due, warn = centre.defaults.due, centre.defaults.warn_before
    if _reaches(warn, due):
        says = f"By default work is due after {due} and warned {warn} ahead: before it begins."
        yield Fault(path=("defaults",), says=says, mend=f"Make `warn_before` shorter than {due}.")
    for at, duty in enumerate(centre.duties):
        worked = _weekdays(centre, duty.department)
        if duty.days is not None and not duty.days & worked:
            says = f"'{duty.department}' never works on {_named(duty.days)}, so duty '{duty.id}' never falls due."
            mend = f"It works on {_named(worked)}: take one of these, or change its calendar."
            yield Fault(path=("duties", at, "days"), says=says, mend=mend)


def _warned_too_early(at: int, stage: "Stage") -> Iterator[Fault]:
    due, warn = stage.due, stage.warn_before
    if isinstance(due, Length) and warn and _reaches(warn, due):
        says = f"Stage '{stage.id}' is due after {due} and warned {warn} ahead: before it begins."
        yield Fault(path=("stages", at, "warn_before"), says=says, mend=f"Make it shorter than {due}.")


def _reaches(warn: Length, due: Length) -> bool:
    longer = longer_by(warn, due)
    return longer is not None and longer >= 0


def _due_before(stage: "Stage", earlier: "Stage") -> bool:
    """Whether it is due before that one, in an order in which both come up."""
    apart = {*stage.when}.intersection(earlier.unless) or {*stage.unless}.intersection(earlier.when)
    if apart or not isinstance(stage.due, BeforePromised) or not isinstance(earlier.due, BeforePromised):
        return False
    ours, theirs = stage.due.length, earlier.due.length
    if ours is None or theirs is None:
        return ours is not None
    return (longer_by(ours, theirs) or 0) > 0


def _weekdays(centre: "Centre", department_id: str) -> frozenset[int]:
    """Those of the week and of extra days; a department's own hours replace the company's."""
    company, change = centre.company.calendar, centre.department_or_coordination(department_id).calendar
    week = change.hours if change and change.hours is not None else company.hours
    extra = (*company.extra, *(change.extra if change else ()))
    return frozenset((*week, *(one.day.weekday() for one in extra)))


def _named(days: frozenset[int]) -> str:
    return ", ".join(WEEKDAYS[day] for day in sorted(days))
