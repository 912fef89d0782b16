"""Centre files: read, checked, and refused with the file, the line, the key and the mend of every mistake."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.centres.centre_glimpses import glimpsed
from bot.centres.centre_sentences import sentence
from bot.centres.yaml_places import Document, YamlError, as_mapping, read
from orders.centre_file.centre import Centre, Centres
from orders.centre_file.faults import Fault, Faults

_LARGEST = 2_000_000  # characters; the shipped files have twenty thousand


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One mistake: where it stands and what to do about it."""

    file: Path
    line: int
    key: str
    says: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line} {self.key}: {self.says}"
            if self.key
            else f"{self.file}:{self.line} {self.says}"
        )


class CentreFileError(Exception):
    """A centre file cannot be used. All its problems are listed, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda one: (str(one.file), one.line)))
        super().__init__("\n".join(map(str, self.problems)))


def load(path: Path) -> Centres:
    """Read a centre file, or a folder of them as a holding; raise ``CentreFileError`` with all that is wrong."""
    centres: dict[Path, Centre] = {}
    problems: list[Problem] = []
    for file in _files(path):
        try:
            centres[file] = load_one(file)
        except CentreFileError as error:
            problems += error.problems
    problems += _same_ids(centres)
    if problems:
        raise CentreFileError(problems)
    return Centres(tuple(centres.values()))


def load_one(file: Path) -> Centre:
    """Read one company's file."""
    document = _read(file)
    problems = [
        Problem(
            file=file,
            line=place.line,
            key=place.key,
            says="This key stands here a second time. Join the two.",
        )
        for place in document.repeated
    ]
    try:
        centre = Centre.model_validate(document.data, context=_declared(document.data))
    except ValidationError as error:
        errors = error.errors()
        for details in _told(errors):
            problems += _problems(file, document, details)
        wrong = [one["loc"] for one in errors]
        problems += [_problem(file, document, fault) for fault in glimpsed(document.data, wrong)]
        raise CentreFileError(problems) from error
    if problems:
        raise CentreFileError(problems)
    return centre


def _files(path: Path) -> tuple[Path, ...]:
    if not path.is_dir():
        return (path,)
    files = tuple(sorted(one for one in path.iterdir() if one.suffix in {".yaml", ".yml"}))
    if not files:
        raise CentreFileError([Problem(file=path, line=1, key="", says="This folder holds no .yaml file.")])
    return files


def _read(file: Path) -> Document:
    try:
        text = file.read_text(encoding="utf-8-sig")
        if len(text) > _LARGEST:
            raise YamlError(1, f"The file is longer than {_LARGEST} characters: it is no centre file.")
        return read(text)
    except FileNotFoundError as error:
        says = "There is no such file. CENTRE names a centre file or a folder of them."
        raise CentreFileError([Problem(file=file, line=1, key="", says=says)]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CentreFileError(
            [Problem(file=file, line=line, key="", says="Save the file as UTF-8.")]
        ) from error
    except OSError as error:
        says = f"The file cannot be read: {error.strerror}."
        raise CentreFileError([Problem(file=file, line=1, key="", says=says)]) from error
    except YamlError as error:
        raise CentreFileError([Problem(file=file, line=error.line, key="", says=error.says)]) from error


def _declared(data: Any) -> Mapping[str, tuple[str, ...]]:
    """The ids a file declares, so that a reference is checked where it stands whatever else is wrong."""
    top = as_mapping(data)
    kinds = [as_mapping(one) for key in ("workflows", "cases") for one in as_mapping(top.get(key)).values()]
    return {
        **{key: tuple(map(str, as_mapping(top.get(key)))) for key in ("departments", "cases", "ladders")},
        "flags": tuple(str(flag) for kind in kinds for flag in as_mapping(kind.get("flags"))),
    }


def _told(errors: Sequence[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Without lists that are too short only because their entries are wrong."""
    for details in errors:
        loc = details["loc"]
        inside = any(len(one["loc"]) > len(loc) and one["loc"][: len(loc)] == loc for one in errors)
        if details["type"] != "too_short" or not inside:
            yield details


def _problems(file: Path, document: Document, details: ErrorDetails) -> Iterator[Problem]:
    cause, loc = details.get("ctx", {}).get("error"), details["loc"]
    if details["type"] == "invalid_key":
        loc = (*loc[:-1], str(loc[-1]))  # a number here is the key, not the place in a row
    faults = cause.faults if isinstance(cause, Faults) else (Fault(says=sentence(details)),)
    for fault in faults:
        yield _problem(file, document, fault, loc)


def _problem(file: Path, document: Document, fault: Fault, below: tuple[str | int, ...] = ()) -> Problem:
    place = document.place((*below, *fault.path))
    return Problem(file=file, line=place.line, key=place.key, says=str(fault))


def _same_ids(centres: Mapping[Path, Centre]) -> Iterator[Problem]:
    owners: dict[str, Path] = {}
    for file, centre in centres.items():
        owner = owners.setdefault(centre.id, file)
        if owner != file:
            place = _read(file).place(("company", "id"))
            says = f"'{centre.id}' is the company of {owner.name} too. Give each company its own id."
            yield Problem(file=file, line=place.line, key=place.key, says=says)
