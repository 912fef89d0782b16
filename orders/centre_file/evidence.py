"""What may be shown to prove that work was done, as a centre file asks for it."""

from typing import Annotated, Any, Literal, TypeAlias, get_args

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticKnownError

EvidenceKind = Literal["photo", "file", "signature", "voice", "location"]
_KINDS: tuple[str, ...] = get_args(EvidenceKind)


def _asked(value: Any) -> Any:
    """A kind, or several of which one is enough; one error at the place of the entry, whichever was meant."""
    several = tuple(value) if isinstance(value, list | tuple) else (value,)
    if several and all(isinstance(one, str) and one in _KINDS for one in several):
        return value if isinstance(value, str) else several
    expected = f"{', '.join(map(repr, _KINDS[:-1]))} or {_KINDS[-1]!r}"
    raise PydanticKnownError("literal_error", {"expected": expected})


_KIND_SCHEMA = {"type": "string", "enum": list(_KINDS)}
#: One entry of ``evidence``: bare kinds together are one thing to show, a list is one more.
Asked: TypeAlias = Annotated[
    EvidenceKind | tuple[EvidenceKind, ...],
    PlainValidator(_asked),
    PlainSerializer(lambda asked: asked, return_type=Any),  # the one made of the types above warns of lists
    WithJsonSchema({"anyOf": [_KIND_SCHEMA, {"type": "array", "items": _KIND_SCHEMA, "minItems": 1}]}),
]
