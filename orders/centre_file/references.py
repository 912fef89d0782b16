"""Ids that point at something declared elsewhere in the same centre file.

While a file is read, the validation context lists what it declares, so an unknown id is refused at its own line. Without a
context (a workflow kept with an order) an id is taken as it stands: what it named may be gone from the file since.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, StringConstraints, ValidationInfo

from orders.centre_file.faults import did_you_mean

#: kind → the ids a file declares of it
Declared: TypeAlias = Mapping[str, Sequence[str]]

# Short, because a button's 64 bytes carry it together with order, version and choice.
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,19}$")]
StageId = Id
DepartmentId = Id
FlagId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,29}$")]


def _declared(kind: str, one: str) -> AfterValidator:
    def check(value: str, info: ValidationInfo) -> str:
        declared: Declared = info.context or {}
        known = declared.get(kind, (value,))
        if value not in known:
            raise ValueError(f"'{value}' is no {one} of this file. {did_you_mean(value, known)}")
        return value

    return AfterValidator(check)


DepartmentRef = Annotated[DepartmentId, _declared("departments", "department")]
CaseRef = Annotated[Id, _declared("cases", "case")]
LadderRef = Annotated[Id, _declared("ladders", "ladder")]
FlagRef = Annotated[FlagId, _declared("flags", "flag")]
