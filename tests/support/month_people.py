"""Who works at the signboard factory: in each department a head and a few others, each with a temper of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from orders.centre_file.centre import Centre

Enrolled: TypeAlias = Mapping[str, tuple[str, bool, tuple[str, ...]]]
"""name -> (department, whether its head, roles), as a company is founded with."""

FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
HEAD = "Dũng"
STAFF = ("Hạnh", "Khánh", "Linh", "Tuấn")  # in each department, besides its head
MANAGER, AUDITOR = "Giám đốc", "Kiểm soát"


@dataclass(frozen=True, kw_only=True, slots=True)
class Temper:
    """``pause``: working minutes until they turn to something, between the two; ``forgets``: how often they never do."""

    pause: tuple[int, int]
    forgets: float
    answers: float  # how often they answer when they are asked
    lists: bool  # go through their list in the morning


PROMPT = Temper(pause=(5, 60), forgets=0.02, answers=0.95, lists=True)
SLOW = Temper(pause=(60, 300), forgets=0.1, answers=0.8, lists=False)
FORGETFUL = Temper(pause=(30, 180), forgets=0.3, answers=0.6, lists=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Worker:
    name: str
    department: str
    head: bool
    temper: Temper


def enrolled(centre: Centre) -> Enrolled:
    """In coordination everybody is a coordinator; a manager and an auditor besides, who report nothing."""
    people: dict[str, tuple[str, bool, tuple[str, ...]]] = {}
    for family, department in zip(FAMILIES, centre.departments, strict=True):
        roles = ("coordinator",) if department.id == centre.coordination else ()
        people[f"{family} {HEAD}"] = (department.id, True, roles)
        for given in STAFF:
            people[f"{family} {given}"] = (department.id, False, roles)
    people[MANAGER] = (centre.coordination, False, ("manager",))
    people[AUDITOR] = (centre.coordination, False, ("auditor",))
    return people


def workers(people: Enrolled, draw: Random) -> Sequence[Worker]:
    """Half of them are prompt, three in ten slow, the others forgetful; heads are prompt."""
    tempers = (PROMPT, SLOW, FORGETFUL)
    return [
        Worker(
            name=name,
            department=department,
            head=head,
            temper=PROMPT if head else draw.choices(tempers, (5, 3, 2))[0],
        )
        for name, (department, head, roles) in people.items()
        if not {"manager", "auditor"} & set(roles)
    ]
