import re
from itertools import pairwise
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, read_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def settings(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return read_settings()


def test_the_example_names_every_setting_with_a_line_of_explanation_and_its_default():
    lines = EXAMPLE.read_text().splitlines()
    explained = {
        line.partition("=")[0]
        for before, line in pairwise(lines)
        if re.match(r"[A-Z_]+=", line) and before.startswith("# ") and not before.startswith("# -")
    }
    assert explained == {name.upper() for name in Settings.model_fields}
    assert read_settings(EXAMPLE) == read_settings(None)


def test_without_a_token_it_is_the_sandbox():
    assert read_settings().sandboxed


def test_the_sandbox_has_a_database_of_its_own_and_keeps_to_no_pace(monkeypatch: pytest.MonkeyPatch):
    sandbox, real = read_settings(), settings(monkeypatch, BOT_TOKEN=TOKEN)
    assert sandbox.database_url.get_secret_value() == "sqlite:///data/sandbox.db"
    assert real.database_url.get_secret_value() == "sqlite:///data/dieuphoi.db"
    assert (sandbox.bot_send_limits, real.bot_send_limits) == (False, True)
    monkeypatch.delenv("BOT_TOKEN")
    assert settings(monkeypatch, BOT_SEND_LIMITS="on").bot_send_limits


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch):
    Path(".env").write_text("HTTP_PORT=1111\nLOG_LEVEL=ERROR\n")
    read = settings(monkeypatch, HTTP_PORT="2222")
    assert (read.http_port, read.log_level) == (2222, "ERROR")


def test_an_empty_value_is_the_default(monkeypatch: pytest.MonkeyPatch):
    assert settings(monkeypatch, BOT_DRIVER="", ADMINS="", DATABASE_URL="") == read_settings(None)


def test_settings_never_change(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(ValueError, match="frozen"):
        settings(monkeypatch).http_port = 1


@pytest.mark.parametrize("given", ["7,42", "7, 42", " 7;42 ", "7 42", "7,42,"])
def test_admins_are_read_as_people_write_them(monkeypatch: pytest.MonkeyPatch, given: str):
    assert settings(monkeypatch, ADMINS=given).admins == (7, 42)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("postgres://u:p@db/x", "postgresql://u:p@db/x"),
        ("postgresql+psycopg://u:p@db/x", "postgresql://u:p@db/x"),
        ("sqlite:////var/lib/dieuphoi.db", "sqlite:////var/lib/dieuphoi.db"),
    ],
)
def test_a_database_address_is_kept_in_one_form(monkeypatch: pytest.MonkeyPatch, given: str, kept: str):
    assert settings(monkeypatch, DATABASE_URL=given).database_url.get_secret_value() == kept


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"BOT_TOKEN": "hunter2"}, "BOT_TOKEN: this is no bot token"),
        ({"BOT_DRIVER": "telethon"}, "BOT_DRIVER: Input should be 'ptb' or 'aiogram'"),
        ({"BOT_API_URL": "localhost:8081"}, "BOT_API_URL: give an address that begins with https://"),
        ({"BOT_PROXY": "ftp://hunter2@host"}, "BOT_PROXY: give http://host:port or socks5://host:port"),
        ({"BOT_UPDATES": "webhook"}, "BOT_UPDATES: webhook needs BOT_WEBHOOK_URL"),
        ({"BOT_WEBHOOK_URL": "http://bot.example"}, "BOT_WEBHOOK_URL: Telegram calls https addresses only"),
        ({"BOT_WEBHOOK_SECRET": "hunter2!"}, "BOT_WEBHOOK_SECRET: Telegram takes"),
        (
            {"BOT_TOKEN": TOKEN, "BOT_SEND_LIMITS": "off"},
            "BOT_SEND_LIMITS: off is for a Bot API server of your own",
        ),
        ({"DATABASE_URL": "mysql://u:hunter2@db/x"}, "DATABASE_URL: give sqlite:///"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL: give sqlite:///"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL: give sqlite:///"),
        ({"ADMINS": "@lan"}, "ADMINS: give Telegram user ids"),
        ({"HTTP_PORT": "80800"}, "HTTP_PORT: Input should be less than or equal to 65535"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL: Input should be"),
    ],
)
def test_what_cannot_be_used_is_said_by_name_and_without_the_secret(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], said: str
):
    with pytest.raises(SettingsError) as refused:
        settings(monkeypatch, **values)
    assert str(refused.value).startswith(said)
    assert "hunter2" not in str(refused.value)


def test_every_mistake_is_told_at_once(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(SettingsError) as refused:
        settings(monkeypatch, BOT_DRIVER="x", HTTP_PORT="y")
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == ["BOT_DRIVER", "HTTP_PORT"]


def test_a_misspelt_name_in_the_file_is_told_with_the_right_one():
    Path(".env").write_text(f"BOT_TOKN={TOKEN}\n")
    with pytest.raises(
        SettingsError, match=r"^BOT_TOKN: there is no such setting; did you mean BOT_TOKEN\?$"
    ):
        read_settings()


def test_an_own_bot_api_server_may_do_without_limits_and_https(monkeypatch: pytest.MonkeyPatch):
    own = {
        "BOT_API_URL": "http://127.0.0.1:8081/",
        "BOT_SEND_LIMITS": "off",
        "BOT_WEBHOOK_URL": "http://127.0.0.1:9",
    }
    read = settings(monkeypatch, **own)
    assert (read.bot_api_url, read.bot_send_limits) == ("http://127.0.0.1:8081", False)


def test_a_webhook_without_a_secret_gets_one_that_stays_the_same(monkeypatch: pytest.MonkeyPatch):
    first = settings(monkeypatch, BOT_TOKEN=TOKEN).webhook_secret
    assert first == read_settings().webhook_secret
    assert len(first.get_secret_value()) == 64
    assert settings(monkeypatch, BOT_WEBHOOK_SECRET="ours").webhook_secret.get_secret_value() == "ours"


def test_secrets_are_all_that_must_not_be_legible_and_no_more(monkeypatch: pytest.MonkeyPatch):
    read = settings(
        monkeypatch,
        BOT_TOKEN=TOKEN,
        DATABASE_URL="postgresql://u:p%40ss@db/x",
        BOT_PROXY="socks5://me:word@proxy:1",
    )
    derived = read.webhook_secret.get_secret_value()
    assert read.secrets() == {TOKEN, derived, "p%40ss", "p@ss", "word"}
    assert TOKEN not in repr(read)
