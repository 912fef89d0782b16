"""What a thing is called in the languages of the company."""

from pydantic import BaseModel, ConfigDict, Field


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
