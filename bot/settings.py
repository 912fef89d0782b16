"""What is set from outside: the environment and ``.env``, read once, here and nowhere else."""

import difflib
import hashlib
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

TELEGRAM = "https://api.telegram.org"
# The sandbox's own, never the file of a bot that works: its clock goes ahead, and its data are made up.
SANDBOX_DATABASE = "sqlite:///data/sandbox.db"
NO_SECRET = SecretStr("")


class SettingsError(Exception):
    """Settings that cannot be used: one sentence a line, each beginning with the name, none with a secret in it."""


class Settings(BaseSettings):
    """Every setting by its name in the environment, in lower case. ``.env.example`` explains them to people."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="forbid"
    )

    bot_token: SecretStr = NO_SECRET
    bot_api_url: str = TELEGRAM
    bot_proxy: SecretStr = NO_SECRET
    bot_driver: Literal["ptb", "aiogram"] = "ptb"
    bot_updates: Literal["polling", "webhook"] = "polling"
    bot_webhook_url: str = ""
    bot_webhook_secret: SecretStr = NO_SECRET
    bot_send_limits: bool = True
    database_url: SecretStr = SecretStr("sqlite:///data/dieuphoi.db")
    centre: Path = Path("workflows/adtech.yaml")
    admins: Annotated[tuple[int, ...], NoDecode] = ()
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"
    sandbox_port: Annotated[int, Field(ge=0, le=65535)] = 8081
    demo_language: Literal["vi", "zh", "en", "none"] = "vi"

    @property
    def sandboxed(self) -> bool:
        """Whether there is no token, and so no Telegram."""
        return not self.bot_token.get_secret_value()

    @property
    def webhook_secret(self) -> SecretStr:
        """The secret Telegram shows with each update; unset, it follows from the token, alike on every replica."""
        if self.bot_webhook_secret.get_secret_value():
            return self.bot_webhook_secret
        return SecretStr(hashlib.sha256(b"webhook:" + self.bot_token.get_secret_value().encode()).hexdigest())

    def secrets(self) -> frozenset[str]:
        """Return every text that must not be legible in a log."""
        addresses = (self.database_url, self.bot_proxy)  # only their passwords: what they name may be said
        values = [value for _, value in self if isinstance(value, SecretStr) and value not in addresses]
        passwords = [urlsplit(address.get_secret_value()).password or "" for address in addresses]
        plain = [value.get_secret_value() for value in (*values, self.webhook_secret)]
        return frozenset(filter(None, [*plain, *passwords, *map(unquote, passwords)]))

    @model_validator(mode="before")
    @classmethod
    def _ways_of_the_sandbox(cls, given: dict[str, Any]) -> dict[str, Any]:
        """A database of its own; and no pace to keep, since a moved clock brings a day's messages in a moment."""
        if given.get("bot_token"):
            return given
        return {"database_url": SANDBOX_DATABASE, "bot_send_limits": False} | given

    @field_validator("bot_token")
    @classmethod
    def _like_a_token(cls, token: SecretStr) -> SecretStr:
        if token.get_secret_value() and not re.fullmatch(r"\d+:[\w-]+", token.get_secret_value()):
            raise ValueError("this is no bot token; @BotFather's look like 123456789:AAH…")
        return token

    @field_validator("bot_api_url", "bot_webhook_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError(
                "give an address that begins with https:// (or http:// for a server of your own)"
            )
        return url.rstrip("/")

    @field_validator("bot_proxy")
    @classmethod
    def _proxy_address(cls, proxy: SecretStr) -> SecretStr:
        parts = urlsplit(proxy.get_secret_value())
        if proxy.get_secret_value() and (parts.scheme not in {"http", "socks5"} or not parts.hostname):
            raise ValueError(
                "give http://host:port or socks5://host:port, with user:password@ before the host if needed"
            )
        return proxy

    @field_validator("bot_webhook_secret")
    @classmethod
    def _what_telegram_takes(cls, secret: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[\w-]{0,256}", secret.get_secret_value(), re.ASCII):
            raise ValueError("Telegram takes 1 to 256 of A-Z a-z 0-9 _ - here")
        return secret

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: SecretStr) -> SecretStr:
        kind, colon, rest = url.get_secret_value().partition("://")
        if kind in {"postgres", "postgresql", "postgresql+psycopg"} and colon:
            return SecretStr(f"postgresql://{rest}")
        if kind != "sqlite" or not rest.startswith("/") or rest in {"/", "/:memory:"}:
            raise ValueError("give sqlite:///path/to/file.db or postgresql://user:password@host/name")
        return url

    @field_validator("admins", mode="before")
    @classmethod
    def _numbers_in_a_row(cls, admins: object) -> object:
        if not isinstance(admins, str):
            return admins
        numbers = re.split(r"[,;\s]+", admins.strip(" ,;"))
        if not all(number.isdecimal() for number in numbers):
            raise ValueError(
                "give Telegram user ids, which are numbers (/whoami tells yours), with commas between them"
            )
        return tuple(int(number) for number in numbers)

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if self.bot_updates == "webhook" and not self.bot_webhook_url:
            raise ValueError(
                "BOT_UPDATES: webhook needs BOT_WEBHOOK_URL, the public https address of this bot"
            )
        if self.bot_api_url == TELEGRAM:
            if self.bot_webhook_url.startswith("http://"):
                raise ValueError("BOT_WEBHOOK_URL: Telegram calls https addresses only")
            if not self.bot_send_limits and not self.sandboxed:
                raise ValueError(
                    "BOT_SEND_LIMITS: off is for a Bot API server of your own; Telegram blocks who ignores them"
                )
        return self


def read_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the environment over ``env_file``; a file that does not exist is an empty one."""
    try:
        return Settings(_env_file=env_file)
    except ValidationError as failure:
        # From None: pydantic's own error shows what was given, and that may be a secret.
        raise SettingsError("\n".join(map(_sentence, failure.errors()))) from None


def _sentence(error: ErrorDetails) -> str:
    if not error["loc"]:
        return error["msg"].removeprefix("Value error, ")
    name = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name.lower(), Settings.model_fields, n=1)
        hint = f"; did you mean {near[0].upper()}?" if near else ""
        return f"{name.upper()}: there is no such setting{hint}"
    return f"{name.upper()}: {error['msg'].removeprefix('Value error, ')}"
