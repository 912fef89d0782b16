"""Somebody in every department of any centre file, a head over them, and a manager over all."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.centre_files import load

MANAGER = "manager"


def head_of(department: str) -> str:
    return f"{department} head"


def staffed(file: Path) -> Mapping[str, Any]:
    """What ``Company.founded`` needs for it: staff are called as their department's id, and each has its group."""
    centre = load(file).only
    ids = [one.id for one in centre.departments]
    people: dict[str, tuple[str, bool, tuple[str, ...]]] = {
        MANAGER: (centre.coordination, False, ("manager", "finance"))
    }
    for one in ids:
        people[one] = (one, False, ())
        people[head_of(one)] = (one, True, ("coordinator",) if one == centre.coordination else ())
    return {"centre_file": file, "people": people, "bound": tuple(ids)}
