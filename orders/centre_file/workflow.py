"""A workflow: stages, who owns each, what comes after what, and what closing one takes."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from orders.calendars.spans import LengthText, Span
from orders.centre_file.evidence import Asked, EvidenceKind
from orders.centre_file.faults import refuse
from orders.centre_file.graph import graph_faults
from orders.centre_file.instalments import Instalment, Milestone
from orders.centre_file.keyed import ById
from orders.centre_file.references import CaseRef, DepartmentId, DepartmentRef, FlagId, FlagRef, StageId
from orders.names import Config, Names, Word

__all__ = ["Approver", "Choice", "DepartmentId", "EvidenceKind", "FieldKind", "Flag", "FlagId", "Mark", "QuantityRule",
           "RequiredField", "Role", "Stage", "StageId", "Workflow"]  # fmt: skip

FieldKind = Literal["text", "number", "money", "date", "choice"]
Mark = Milestone | Literal["returned"]  # the last: goods came back, of a case or of the order itself
Role = Literal["head", "coordinator", "manager", "finance", "admin"]


class Choice(Config):
    """An answer that may raise flags for the stages after it, or open a case."""

    id: StageId
    names: Names
    aliases: tuple[Word, ...] = ()
    sets: tuple[FlagRef, ...] = ()
    clears: tuple[FlagRef, ...] = ()
    opens: CaseRef | None = None

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All that people may answer."""
        return (self.id, *self.names.all(), *self.aliases)


class Flag(Names):
    """Something that may be true of an order and changes its way: rush, OEM, a new product."""

    aliases: tuple[Word, ...] = ()

    def words(self, flag: FlagId) -> tuple[str, ...]:
        """All that people may call it; ``flag`` is its own id."""
        return (flag, *self.all(), *self.aliases)


class RequiredField(Config):
    """A fact that must be known before a stage can be closed."""

    id: StageId
    names: Names
    kind: FieldKind = "text"
    choices: Annotated[tuple[Choice, ...], ById()] = ()
    about_money: bool = False  # the number of an invoice: shown, with its files, only where amounts are
    least: int | None = None  # of a number: a rating from 1 to 5
    most: int | None = None

    def within(self, number: str) -> bool:
        """Whether an answer keeps to the bounds."""
        value = Decimal(number)
        too_small = self.least is not None and value < self.least
        return not too_small and (self.most is None or value <= self.most)

    @property
    def tells_money(self) -> bool:
        return self.about_money or self.kind == "money"


class Approver(Config):
    """Who says yes: a role, or a role inside one department. A head without department is the stage's own."""

    role: Role = "head"
    department: DepartmentRef | None = None


class QuantityRule(Config):
    """A stage that is counted in pieces."""

    unit: Names
    rejects: bool = False  # good and rejected are told apart


class Stage(Config):
    """One step of a workflow, owned by one department."""

    id: StageId
    names: Names
    department: DepartmentRef
    aliases: tuple[Word, ...] = ()
    after: tuple[StageId, ...] = ()
    when: tuple[FlagRef, ...] = ()  # all of them raised, else the stage is skipped
    unless: tuple[FlagRef, ...] = ()  # none of them raised, else the stage is skipped
    due: Span | None = None
    confirm_within: LengthText | None = None
    update_every: LengthText | None = None
    warn_before: LengthText | None = None
    fields: Annotated[tuple[RequiredField, ...], ById()] = ()
    # Any one of the kinds; a list among them is one more thing to show, by any one of its own kinds. Empty: none asked.
    evidence: tuple[Asked, ...] = ()
    approver: Approver | None = None
    override: Approver | None = (
        None  # who may close it, with a reason, while something it asks for is missing
    )
    quantity: QuantityRule | None = None
    follower: DepartmentRef | None = None
    notifies: tuple[
        DepartmentRef, ...
    ] = ()  # who must acknowledge that it is done, and that this is recalled
    marks: tuple[Mark, ...] = ()  # what is true of the order once this stage is done

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All that people may call it."""
        return (self.id, *self.names.all(), *self.aliases)

    @cached_property
    def proofs(self) -> tuple[tuple[EvidenceKind, ...], ...]:
        """What must be shown: of each, one kind is enough."""
        either = tuple(one for one in self.evidence if isinstance(one, str))
        besides = tuple(one for one in self.evidence if not isinstance(one, str))
        return (either, *besides) if either else besides


class Workflow(Config):
    """The stages of one kind of order, in file order; parsed once and kept with each order."""

    id: StageId
    names: Names
    stages: Annotated[tuple[Stage, ...], ById()] = Field(min_length=1, max_length=60)
    flags: Mapping[FlagId, Flag] = Field(default_factory=dict)
    instalments: Annotated[tuple[Instalment, ...], ById()] = ()

    @model_validator(mode="after")
    def _stages_form_a_graph(self, info: ValidationInfo) -> Self:
        """Every ``after`` names a stage of this workflow and no path leads back; in a file, the rest fits together too."""
        from orders.centre_file.workflow_checks import workflow_faults  # noqa: PLC0415 - reads Workflow; the value stays free of it

        refuse(graph_faults(self.stages) + (workflow_faults(self) if info.context is not None else []))
        return self

    @cached_property
    def by_id(self) -> Mapping[str, Stage]:
        return {stage.id: stage for stage in self.stages}

    def stage(self, stage_id: str) -> Stage:
        return self.by_id[stage_id]

    def before(self, stage_id: str) -> tuple[Stage, ...]:
        """The direct predecessors."""
        return tuple(self.by_id[one] for one in self.by_id[stage_id].after)

    def downstream(self, stage_id: str) -> tuple[Stage, ...]:
        """Every stage that comes after this one, at any distance, in file order."""
        reached = {stage_id}
        grew = True
        while grew:
            more = {stage.id for stage in self.stages if reached.intersection(stage.after)} - reached
            grew = bool(more)
            reached |= more
        return tuple(stage for stage in self.stages if stage.id in reached and stage.id != stage_id)
