"""A workflow: stages, who owns each, what comes after what, and what closing one takes."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from orders.names import Config, Names
from orders.spans import Span

# Short, because a button's 64 bytes carry it together with order, version and choice.
StageId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,19}$")]
DepartmentId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,19}$")]
FlagId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,29}$")]
EvidenceKind = Literal["photo", "file", "signature", "voice", "location"]
Role = Literal["head", "coordinator", "manager", "finance", "admin"]


class RequiredField(Config):
    """A fact that must be known before a stage can be closed."""

    id: StageId
    names: Names
    kind: Literal["text", "number", "money", "date", "choice"] = "text"
    choices: tuple["Choice", ...] = ()


class Choice(Config):
    """An answer that may raise flags for the stages after it, or open a case."""

    id: StageId
    names: Names
    sets: tuple[FlagId, ...] = ()
    clears: tuple[FlagId, ...] = ()
    opens: str | None = None  # id of a case workflow


class Approver(Config):
    """Who says yes before a stage counts as done: a role, or a role inside one department."""

    role: Role = "head"
    department: DepartmentId | None = None


class QuantityRule(Config):
    """A stage that is counted in pieces."""

    unit: Names
    rejects: bool = False  # good and rejected are told apart


class Stage(Config):
    """One step of a workflow, owned by one department."""

    id: StageId
    names: Names
    department: DepartmentId
    aliases: tuple[str, ...] = ()
    after: tuple[StageId, ...] = ()
    when: tuple[FlagId, ...] = ()  # all of them raised; "!flag" is written in `unless`
    unless: tuple[FlagId, ...] = ()
    due: Span | None = None
    confirm_within: Span | None = None
    update_every: Span | None = None
    warn_before: Span | None = None
    fields: tuple[RequiredField, ...] = ()
    evidence: tuple[EvidenceKind, ...] = ()  # any one of them; empty: none asked
    approver: Approver | None = None
    quantity: QuantityRule | None = None
    follower: DepartmentId | None = None


class Workflow(Config):
    """The stages of one kind of order, in file order; parsed once and kept with each order."""

    id: StageId
    names: Names
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=60)
    flags: Mapping[FlagId, Names] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _stages_form_a_graph(self) -> Self:
        """Every ``after`` names a stage of this workflow, none twice, and no path leads back."""
        from orders.graph import check_graph  # noqa: PLC0415 - graph reads Stage; the value stays free of algorithms

        check_graph(self.stages)
        return self

    @cached_property
    def by_id(self) -> Mapping[str, Stage]:
        return {stage.id: stage for stage in self.stages}

    def stage(self, stage_id: str) -> Stage:
        return self.by_id[stage_id]

    def before(self, stage_id: str) -> tuple[Stage, ...]:
        """The direct predecessors."""
        return tuple(self.by_id[one] for one in self.by_id[stage_id].after)

    def next(self, stage_id: str) -> tuple[Stage, ...]:
        """The direct successors, in file order."""
        return tuple(stage for stage in self.stages if stage_id in stage.after)

    def downstream(self, stage_id: str) -> tuple[Stage, ...]:
        """Every stage that comes after this one, at any distance, in file order."""
        reached = {stage_id}
        grew = True
        while grew:
            more = {stage.id for stage in self.stages if reached.intersection(stage.after)} - reached
            grew = bool(more)
            reached |= more
        return tuple(stage for stage in self.stages if stage.id in reached and stage.id != stage_id)
