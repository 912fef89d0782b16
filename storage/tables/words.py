"""The column type of everything people write: whatever a phone sends can be stored on both databases."""

from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine


class Words(TypeDecorator[str]):
    """PostgreSQL takes no NUL in a text and neither database takes half a surrogate pair: both are left out."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        del dialect
        if value is None:
            return None
        if "\0" in value:
            value = value.replace("\0", "")
        if value.isascii():
            return value
        return value.encode("utf-8", "ignore").decode("utf-8")


class Folded(Words):
    """A key made for searching: compared character by character, so that its beginning is found by index."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Text(collation="C"))
        return dialect.type_descriptor(Text())
