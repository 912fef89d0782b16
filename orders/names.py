"""What a thing is called in the languages of the company."""

import unicodedata
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

#: Another word people use for a thing.
Word = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Config(BaseModel):
    """Base of everything read from a centre file: frozen, and no key is ignored in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Names(Config):
    """One name per language. Traditional Chinese is made from ``zh`` when a text is laid out."""

    vi: str = Field(min_length=1, max_length=80)
    zh: str = Field(min_length=1, max_length=80)
    en: str = Field(min_length=1, max_length=80)

    def all(self) -> tuple[str, str, str]:
        return (self.vi, self.zh, self.en)


def folded(text: str) -> str:
    """The text as it may be typed on a phone: without case, accents or spaces. Two names that fold alike are one."""
    plain = "".join(
        one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one)
    )
    return "".join(plain.replace("đ", "d").split())
