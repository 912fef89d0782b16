"""`dieuphoi check FILE`: what a centre file holds, or all that is wrong with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.centres.centre_files import CentreFileError, load
from orders.centre_file.centre import Centre, Centres
from orders.centre_file.workflow import Workflow


class HasId(Protocol):
    """Anything that is declared under an id."""

    @property
    def id(self) -> str: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What to print, and the centres, if the file can be used."""

    centres: Centres | None
    lines: tuple[str, ...]


def check(path: Path) -> Checked:
    """Read a centre file or a folder of them and say what was found."""
    try:
        centres = load(path)
    except CentreFileError as error:
        count = len(error.problems)
        summary = f"{count} {'thing' if count == 1 else 'things'} to mend. Nothing was changed."
        return Checked(centres=None, lines=(*map(str, error.problems), summary))
    lines = [line for centre in centres.values() for line in _told(centre)]
    return Checked(centres=centres, lines=(*lines, f"{path} can be used."))


def _told(centre: Centre) -> Iterator[str]:
    company = centre.company
    yield f"{company.names.en} ({company.id}): {company.language}, {company.time_zone}, {company.currency}"
    yield f"  departments: {_ids(centre.departments)}; coordination: {centre.coordination}"
    for workflow in centre.workflows:
        yield f"  workflow {workflow.id}: {_stages(workflow)}"
    for case in centre.cases:
        yield f"  case {case.id}: {_stages(case)}"
    yield f"  hold kinds: {_ids(centre.hold_kinds)}"
    yield f"  duties: {_ids(centre.duties)}; ladders: {_ids(centre.ladders)}; priorities: {_ids(centre.priorities)}"
    yield f"  bank accounts: {len(company.bank_accounts)}; glossary: {len(centre.glossary)} groups"


def _stages(workflow: Workflow) -> str:
    return ", ".join(f"{stage.id} ({stage.department})" for stage in workflow.stages)


def _ids(things: Iterable[HasId]) -> str:
    return ", ".join(thing.id for thing in things) or "none"
