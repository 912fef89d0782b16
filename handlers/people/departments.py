"""Departments as people name them, and who may let people into them."""

from collections.abc import Iterable

from handlers.reading.fold import fold
from handlers.reading.names import Found, Named, match_stage
from orders.centre_file.centre import Centre
from orders.centre_file.company import Department
from orders.moves import Actor
from orders.refusals.naming import DepartmentUnknown
from orders.rights import STEERING, may_write


def find_department(centre: Centre, words: str) -> Department:
    """By id, name, alias or unique beginning in any language. Raises DepartmentUnknown with what comes near."""
    said = words.strip()
    found = centre.find_department(said, fold)
    if found is not None:
        return found
    named = tuple(Named(id=one.id, names=one.words) for one in centre.departments)
    match = match_stage(said, named)
    if match.hit and match.span == (0, len(said)):
        return centre.department(match.hit)
    near = match.hits if match.found is not Found.NONE else ()
    raise DepartmentUnknown(text=said[:40], near=tuple(dict.fromkeys(near)))


def may_let_in(actor: Actor, department: str) -> bool:
    return may_write(actor) and (bool(actor.roles & STEERING) or department in actor.head_of)


def may_steer_company(actor: Actor | None) -> bool:
    return actor is not None and may_write(actor) and bool(actor.roles & STEERING)


def let_in_by(centre: Centre, actor: Actor) -> tuple[Department, ...]:
    """The departments whose people are this actor's business."""
    return tuple(one for one in centre.departments if may_let_in(actor, one.id))


def in_file_order(centre: Centre, departments: Iterable[str]) -> tuple[str, ...]:
    """Departments that are still in the centre file, as it lists them."""
    wanted = set(departments)
    return tuple(one.id for one in centre.departments if one.id in wanted)
