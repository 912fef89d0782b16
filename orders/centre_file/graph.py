"""The order of a workflow's stages: every predecessor exists, none is named twice, no path leads back."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from orders.centre_file.faults import Fault, did_you_mean


class Node(Protocol):
    """What the check reads of a stage."""

    @property
    def id(self) -> str: ...

    @property
    def after(self) -> Sequence[str]: ...


def graph_faults(stages: Sequence[Node]) -> list[Fault]:
    ids = [stage.id for stage in stages]
    faults = [
        Fault(path=("stages", at), says=f"'{stage.id}' is the id of two stages.", mend="Rename one of them.")
        for at, stage in enumerate(stages)
        if stage.id in ids[:at]
    ]
    for at, stage in enumerate(stages):
        faults += _after_faults(at, stage, ids)
    path = find_cycle(
        {stage.id: [one for one in stage.after if one in ids and one != stage.id] for stage in stages}
    )
    if path:
        faults.append(
            Fault(
                path=("stages", ids.index(path[0]), "after"),
                says=f"The stages wait for each other in a circle: {' → '.join(path)}.",
                mend="Take one of them out of an `after`.",
            )
        )
    return faults


def _after_faults(stage_at: int, stage: Node, ids: Sequence[str]) -> list[Fault]:
    faults = []
    for at, one in enumerate(stage.after):
        path = ("stages", stage_at, "after", at)
        if one == stage.id:
            faults.append(Fault(path=path, says=f"Stage '{one}' waits for itself.", mend="Take it out."))
        elif one not in ids:
            says = f"'{one}' is no stage of this workflow."
            faults.append(Fault(path=path, says=says, mend=did_you_mean(one, ids)))
        elif one in stage.after[:at]:
            faults.append(Fault(path=path, says=f"'{one}' is named twice.", mend="Name it once."))
    return faults


def find_cycle(after: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """One circle in the order the work would flow, its first stage again at the end; () where there is none."""
    left = {stage: set(before) for stage, before in after.items()}
    while free := [stage for stage, before in left.items() if not before]:
        for stage in free:
            del left[stage]
        for before in left.values():
            before.difference_update(free)
    if not left:
        return ()
    walked = [next(iter(left))]  # every stage left waits for another one left: walking back must meet itself
    while (back := min(left[walked[-1]])) not in walked:
        walked.append(back)
    circle = walked[walked.index(back) :]
    return (back, *reversed(circle))
