"""Somebody in every department of any centre file, a head over them, a manager over all; and how they finish a stage."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from handlers.incoming import Attachment
from tests.support.company import Company, Heard
from tests.support.made_once import centres_of

MANAGER = "manager"


def head_of(department: str) -> str:
    return f"{department} head"


def staffed(file: Path) -> Mapping[str, Any]:
    """What ``Company.founded`` needs for it: staff are called as their department's id, and each has its group."""
    centre = centres_of(file).only
    ids = [one.id for one in centre.departments]
    people: dict[str, tuple[str, bool, tuple[str, ...]]] = {
        MANAGER: (centre.coordination, False, ("manager", "finance"))
    }
    for one in ids:
        people[one] = (one, False, ())
        people[head_of(one)] = (one, True, ("coordinator",) if one == centre.coordination else ())
    return {"centre_file": file, "people": people, "bound": tuple(ids)}


def finishes(
    company: Company, who: str, line: str, *answers: str | Attachment, shown: tuple[Attachment, ...] = ()
) -> Heard:
    """Say it, then answer what is asked back, one thing after the other; in the end it must have been written down."""
    heard = company.says(who, line, attachments=shown)
    for one in answers:
        assert "✅" not in heard.answer, f"nothing is asked any more, “{one}” answers nothing: {heard.answer}"
        said = one if isinstance(one, str) else ""
        heard = company.says(who, said, attachments=() if isinstance(one, str) else (one,))
    assert "✅" in heard.answer, heard.answer
    return heard
