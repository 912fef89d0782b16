"""Those whom a refusal or a question names as the ones who may: departments, heads and roles."""

from collections.abc import Iterable

from handlers.reply import Listed, Param, text
from handlers.wording import department_name
from orders.centre_file.centre import Centre


def parties(centre: Centre, codes: Iterable[str]) -> Listed:
    """Of codes as ``orders.rights`` writes them, one or the other."""
    return Listed(items=tuple(_party(centre, code) for code in codes), joiner="or")


def _party(centre: Centre, code: str) -> Param:
    kind, _, which = code.partition(":")
    if kind == "department":
        return department_name(centre, which)
    if kind == "head":
        return text("who.head", department=department_name(centre, which))
    if kind == "role":
        return text(f"who.{which}")
    return text("who.anyhead" if kind == "anyhead" else "who.anywhere")
