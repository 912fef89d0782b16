"""What must fit together inside one workflow."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from orders.centre_file.due_checks import due_faults
from orders.centre_file.faults import Fault, did_you_mean
from orders.centre_file.instalments import Trigger
from orders.names import folded

if TYPE_CHECKING:
    from orders.centre_file.workflow import RequiredField, Stage, Workflow


def workflow_faults(workflow: "Workflow") -> list[Fault]:
    """Everything beyond the graph that does not fit together."""
    faults = word_faults("stages", [(stage.id, stage.words) for stage in workflow.stages])
    for at, stage in enumerate(workflow.stages):
        faults += _stage_faults(at, stage, list(workflow.flags))
    faults += word_faults("flags", [(flag, one.words(flag)) for flag, one in workflow.flags.items()])
    faults += _instalment_faults(workflow)
    faults += due_faults(workflow)
    return faults


def word_faults(
    key: str, things: Sequence[tuple[str, Sequence[str]]], *, within: tuple[str | int, ...] = ()
) -> list[Fault]:
    """Two things may not be called alike in any language, or nobody could type which one is meant."""
    owners: dict[str, str] = {}
    faults = []
    for at, (thing, words) in enumerate(things):
        for word in words:
            owner = owners.setdefault(folded(word), thing)
            if owner != thing:
                says = f"'{word}' is what '{owner}' is called too."
                faults.append(
                    Fault(path=(*within, key, at), says=says, mend="Give one of them another name.")
                )
    return faults


def _stage_faults(at: int, stage: "Stage", flags: Sequence[str]) -> Iterator[Fault]:
    for key, named in (("when", stage.when), ("unless", stage.unless)):
        yield from _flag_faults(("stages", at, key), named, flags)
    for field_at, field in enumerate(stage.fields):
        path = ("stages", at, "fields", field_at)
        if (field.kind == "choice") != bool(field.choices):
            mend = "Write `kind: choice` and at least one choice, or neither."
            yield Fault(
                path=path, says=f"Field '{field.id}' has choices or is a choice, but not both.", mend=mend
            )
        yield from _bound_faults(path, field)
        yield from word_faults("choices", [(one.id, one.words) for one in field.choices], within=path)
        for choice_at, choice in enumerate(field.choices):
            yield from _flag_faults((*path, "choices", choice_at, "sets"), choice.sets, flags)
            yield from _flag_faults((*path, "choices", choice_at, "clears"), choice.clears, flags)
    if stage.override is not None and not (stage.fields or stage.evidence or stage.notifies):
        says = f"Stage '{stage.id}' asks for nothing, so there is nothing that `override` could let pass."
        mend = "Take it out, or write `fields`, `evidence` or `notifies` first."
        yield Fault(path=("stages", at, "override"), says=says, mend=mend)
    both = sorted(set(stage.when).intersection(stage.unless))
    if both:
        says = f"Stage '{stage.id}' can never come up: `when` and `unless` both name {', '.join(both)}."
        yield Fault(path=("stages", at, "unless"), says=says, mend="Take it out of one of them.")


def _bound_faults(path: tuple[str | int, ...], field: "RequiredField") -> Iterator[Fault]:
    least, most = field.least, field.most
    if field.kind != "number" and (least, most) != (None, None):
        says = f"Field '{field.id}' is no number, so it has no `least` and no `most`."
        yield Fault(path=path, says=says, mend="Write `kind: number`, or take them out.")
    elif least is not None and most is not None and least >= most:
        says = f"Field '{field.id}' can never be answered: it is to be at least {least} and at most {most}."
        yield Fault(path=path, says=says, mend="Make `least` smaller than `most`.")


def _flag_faults(path: tuple[str | int, ...], named: Sequence[str], flags: Sequence[str]) -> Iterator[Fault]:
    for at, flag in enumerate(named):
        if flag not in flags:
            says = f"'{flag}' is no flag of this workflow."
            yield Fault(
                path=(*path, at), says=says, mend=f"{did_you_mean(flag, flags)} Flags stand under `flags:`."
            )


def _instalment_faults(workflow: "Workflow") -> Iterator[Fault]:
    marked: set[str] = {mark for stage in workflow.stages for mark in stage.marks}
    for at, one in enumerate(workflow.instalments):
        path = ("instalments", at)
        yield from _trigger_faults((*path, "due_when"), one.due_when, workflow, marked)
        needed = set(one.requires) | ({"delivered"} if one.per == "delivery" else set())
        for milestone in sorted(needed - marked):
            yield Fault(
                path=path,
                says=f"No stage says `marks: [{milestone}]`.",
                mend="Add it to the stage that does.",
            )
    percents = [one.percent for one in workflow.instalments if one.percent is not None]
    total, whole = sum(percents), len(percents) == len(workflow.instalments)
    if total > 100 or (percents and whole and total != 100):
        says = f"The percentages of the instalments add up to {total}."
        yield Fault(path=("instalments",), says=says, mend="They must make 100.")


def _trigger_faults(
    path: tuple[str | int, ...], trigger: Trigger, workflow: "Workflow", marked: set[str]
) -> Iterator[Fault]:
    ids = [stage.id for stage in workflow.stages]
    if trigger.stage is not None and trigger.stage not in ids:
        yield Fault(
            path=path,
            says=f"'{trigger.stage}' is no stage of this workflow.",
            mend=did_you_mean(trigger.stage, ids),
        )
    if trigger.stage is None and trigger.event not in {"opened", *marked}:
        says = f"No stage says `marks: [{trigger.event}]`."
        yield Fault(path=path, says=says, mend="Add it to the stage that does.")
