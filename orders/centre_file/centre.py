"""A company's coordination centre: everything its centre file says, and the questions the product asks of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from orders.calendars.calendar import WorkCalendar
from orders.calendars.calendar_days import CalendarDay, hours_by_day
from orders.calendars.spans import parse_length
from orders.calendars.working_years import Intervals
from orders.centre_file.centre_times import CentreTimes
from orders.centre_file.chasing import Duty, HoldKind, Ladder, LateCause, Priority, Rung
from orders.centre_file.codes import CaseCode, CodePattern
from orders.centre_file.company import Company, Department
from orders.centre_file.defaults import Defaults
from orders.centre_file.faults import refuse
from orders.centre_file.keyed import ById
from orders.centre_file.references import DepartmentRef
from orders.centre_file.reporting import ReportTimes
from orders.centre_file.workflow import Workflow
from orders.names import Config, Names, Word, folded

_STANDARD_LADDER = Ladder(
    id="standard",
    rungs=(
        Rung(who="department", wait=parse_length("2wh")),
        Rung(who="on_duty", wait=parse_length("2wh")),
        Rung(who="head", wait=parse_length("4wh")),
        Rung(who="coordinator", wait=parse_length("1wd")),
        Rung(who="manager", wait=parse_length("1wd")),
    ),
)


class Case(Workflow):
    """A small order of its own kind.

    With ``{order}`` in its code it belongs to a parent order; any other may stand alone and be linked later.
    """

    code: CaseCode = CodePattern(text="{order}/{n}")
    aliases: tuple[Word, ...] = ()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All that people may call it."""
        return (self.id, *self.names.all(), *self.aliases)

    @cached_property
    def workflow(self) -> Workflow:
        """What is kept with a case of this kind, as with an order: its stages, and nothing of how it is opened."""
        return Workflow.model_construct(**{name: getattr(self, name) for name in Workflow.model_fields})


class Centre(Config):
    """One company.

    First of their kind are the ladder that holds unless another is named and the ordinary priority.
    """

    company: Company
    departments: Annotated[tuple[Department, ...], ById()] = Field(min_length=1)
    coordination: DepartmentRef
    workflows: Annotated[tuple[Workflow, ...], ById()] = Field(min_length=1)
    hold_kinds: Annotated[tuple[HoldKind, ...], ById()] = Field(min_length=1)
    late_causes: Annotated[tuple[LateCause, ...], ById()] = ()  # none: the hold kinds are offered
    cases: Annotated[tuple[Case, ...], ById()] = ()
    duties: Annotated[tuple[Duty, ...], ById()] = ()
    ladders: Annotated[tuple[Ladder, ...], ById()] = Field(default=(_STANDARD_LADDER,), min_length=1)
    priorities: Annotated[tuple[Priority, ...], ById()] = ()
    glossary: tuple[Annotated[tuple[Word, ...], Field(min_length=2)], ...] = ()  # words that mean the same
    reports: ReportTimes = ReportTimes()
    defaults: Defaults = Defaults()
    _kept_days: tuple[CalendarDay, ...] = ()
    _vanished: frozenset[str] = frozenset()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        from orders.centre_file.centre_checks import centre_faults  # noqa: PLC0415 - reads Centre; the value stays free of it

        refuse(centre_faults(self))
        return self

    @property
    def id(self) -> str:
        return self.company.id

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.company.time_zone)

    @cached_property
    def times(self) -> CentreTimes:
        return CentreTimes(self)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The company's, for whatever belongs to no department."""
        return self._laid_out("", self.company.calendar.hours)

    @cached_property
    def calendar_days(self) -> tuple[CalendarDay, ...]:
        """All that differ from the week, whether or not another source says otherwise."""
        own = [(one.id, one.calendar) for one in self.departments if one.calendar]
        by_file = [day for department, change in own for day in change.days(department)]
        return (*self.company.calendar.days(), *by_file, *self._kept_days)

    @property
    def vanished(self) -> frozenset[str]:
        """Departments that open orders still name and the file names no more: what is theirs is coordination's."""
        return self._vanished

    def with_days(self, days: Sequence[CalendarDay]) -> "Centre":
        """The same company, in whose calendars these days are laid beside those of its file."""
        return self._with(tuple(days), self._vanished)

    def without(self, vanished: AbstractSet[str]) -> "Centre":
        """The same company, whose coordination looks after these departments."""
        return self._with(self._kept_days, frozenset(vanished))

    def _with(self, days: tuple[CalendarDay, ...], vanished: frozenset[str]) -> "Centre":
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        centre = Centre.model_construct(
            **fields
        )  # validated once; and what was computed of the old days stays behind
        centre._kept_days, centre._vanished = days, vanished  # noqa: SLF001 - of its own class
        return centre

    def calendar_of(self, department_id: str) -> WorkCalendar:
        """The department's own; coordination's where the department is no longer in the file."""
        return self._calendars[self.department_or_coordination(department_id).id]

    def hours_of(self, departments: AbstractSet[str]) -> WorkCalendar:
        """The calendar of one department; of several, or of none, the company's."""
        return self.calendar_of(*departments) if len(departments) == 1 else self.calendar

    def department(self, department_id: str) -> Department:
        return self._departments[department_id]

    def department_or_coordination(self, department_id: str) -> Department:
        """Stages of a department that has left the file go to coordination."""
        return self._departments.get(department_id) or self._departments[self.coordination]

    def home_of(self, department_id: str) -> str:
        """Whose business it is now."""
        return self.department_or_coordination(department_id).id

    def looked_after_by(self, department_id: str) -> frozenset[str]:
        """The department, and for coordination all that have vanished."""
        return frozenset({department_id}) | (
            self._vanished if department_id == self.coordination else frozenset()
        )

    def names_of(self, department_id: str) -> Names:
        return self.department_or_coordination(department_id).names

    def find_department(self, text: str, fold: Callable[[str], str] = folded) -> Department | None:
        """The department with this id, name or alias in any language, compared as ``fold`` folds."""
        wanted = fold(text)
        found = (one for one in self.departments if wanted in map(fold, one.words))
        return next(found, None)

    def workflow(self, workflow_id: str) -> Workflow | None:
        return next((one for one in self.workflows if one.id == workflow_id), None)

    def case(self, case_id: str) -> Case | None:
        return next((one for one in self.cases if one.id == case_id), None)

    def hold_kind(self, kind_id: str) -> HoldKind | None:
        return next((one for one in self.hold_kinds if one.id == kind_id), None)

    def duty(self, duty_id: str) -> Duty | None:
        return next((one for one in self.duties if one.id == duty_id), None)

    @property
    def causes_of_delay(self) -> Sequence[LateCause | HoldKind]:
        """What a late report offers to choose from."""
        return self.late_causes or self.hold_kinds

    def ladder_of(self, priority_id: str) -> Ladder:
        """That of the priority, where it names one."""
        priority = next((one for one in self.priorities if one.id == priority_id), None)
        return self.ladder(priority.ladder if priority is not None else None)

    def ladder(self, ladder_id: str | None) -> Ladder:
        """The one named, else the centre's first."""
        return next((one for one in self.ladders if one.id == ladder_id), self.ladders[0])

    @cached_property
    def _departments(self) -> Mapping[str, Department]:
        return {one.id: one for one in self.departments}

    @cached_property
    def _calendars(self) -> Mapping[str, WorkCalendar]:
        different = {one.department for one in self.calendar_days}
        return {one.id: self._of_department(one, different) for one in self.departments}

    def _of_department(self, department: Department, different: AbstractSet[str]) -> WorkCalendar:
        own = department.calendar.hours if department.calendar else None
        if own is None and department.id not in different:
            return self.calendar
        return self._laid_out(department.id, own or self.company.calendar.hours)

    def _laid_out(self, department: str, week: Mapping[int, Intervals]) -> WorkCalendar:
        special = hours_by_day(self.calendar_days, department, week)
        return WorkCalendar(zone=self.zone, week=week, special=special)


class Centres(Mapping[str, Centre]):
    """The companies of a holding, by id, in file order.

    One of them is shared by all parts of a running bot. Nothing about it changes but the days kept beside the files, and
    once, at the start, which departments coordination looks after.
    """

    def __init__(self, centres: Sequence[Centre]) -> None:
        self._centres = {centre.id: centre for centre in centres}
        if len(self._centres) != len(centres) or not centres:
            raise ValueError("A holding needs at least one company, and each its own id.")

    def __getitem__(self, company_id: str) -> Centre:
        return self._centres[company_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._centres)

    def __len__(self) -> int:
        return len(self._centres)

    def lay(self, days: Mapping[str, Sequence[CalendarDay]]) -> None:
        """Let the calendars hold these days, by company, and none laid before. Who asks meanwhile gets the old or the new, whole."""
        self._centres = {
            company: centre.with_days(days.get(company, ())) for company, centre in self._centres.items()
        }

    @property
    def only(self) -> Centre:
        """The one company, where there is one."""
        [centre] = self._centres.values()
        return centre

    def leave_to_coordination(self, vanished: Mapping[str, AbstractSet[str]]) -> None:
        """Departments, by company, that open orders still name and the files name no more."""
        self._centres = {
            company: centre.without(vanished.get(company, frozenset()))
            for company, centre in self._centres.items()
        }
