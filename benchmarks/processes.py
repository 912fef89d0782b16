"""The processes that are measured: the bot or a bare one, and the sandbox's Telegram with the people in it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
PEOPLE = 20
NUMBER = re.compile(r"số (\d+)\b")
PATIENCE = 60.0  # seconds until a run is given up


class Messenger:
    """The sandbox in its own process, and people who report from their private chats, each about an order of their own."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self._client = httpx.Client(base_url=f"{url}/sandbox", timeout=60)
        self._read = 0
        self.people = [self.post("users", name=f"Thợ {n}", username=f"tho{n}")["id"] for n in range(PEOPLE)]
        for person in self.people:
            self.post("start", user=person)

    def report(self, number: int) -> float:
        """Type one report; return when, on the clock that the sandbox's journal keeps."""
        person = self.people[number % PEOPLE]
        typed = time.monotonic()
        words = f"/update {code(person)} gia công {number % 99 + 1}% số {number}"
        self.post("say", user=person, chat=person, text=words)
        return typed

    def polled(self) -> bool:
        return any(call["method"] == "getUpdates" for call in self.calls())

    def answers(self, wanted: Sequence[int]) -> Mapping[int, float]:
        """Wait until all these reports are answered; return when each was."""
        answered: dict[int, float] = {}
        deadline = time.monotonic() + PATIENCE
        while not answered.keys() >= set(wanted):
            assert time.monotonic() < deadline, f"{len(answered)} of {len(wanted)} reports were answered"
            sent = (call for call in self.calls() if call["method"] == "sendMessage")
            found = ((NUMBER.search(call["params"]["text"]), call["at"]) for call in sent)
            answered = {**{int(number[1]): at for number, at in found if number}, **answered}
            time.sleep(0.05)
        return answered

    def calls(self) -> Sequence[Mapping[str, Any]]:
        """What the bot has called since the last look."""
        calls: Sequence[Mapping[str, Any]] = self._client.get("calls", params={"after": self._read}).json()
        self._read = calls[-1]["number"] if calls else self._read
        return calls

    def journal(self) -> Sequence[Mapping[str, Any]]:
        """Everything the bot has called, however often it was looked at."""
        calls: Sequence[Mapping[str, Any]] = self._client.get("calls", params={"after": 0}).json()
        return calls

    def post(self, what: str, **body: Any) -> Any:
        return self._client.post(what, json=body).raise_for_status().json()

    def close(self) -> None:
        self._client.close()


def code(person: int) -> str:
    return f"DH-{person}"


@contextmanager
def messenger() -> Iterator[Messenger]:
    with process(["-m", "sandbox"]) as sandbox:
        assert sandbox.stdout is not None
        url, token = (word.partition("=")[2] for word in sandbox.stdout.readline().split())
        at_hand = Messenger(url, token)
        yield at_hand
        at_hand.close()


@contextmanager
def bot(at: Messenger, database_url: str, driver: str) -> Iterator[subprocess.Popen[str]]:
    """The whole bot, as people start it."""
    with process(["-m", "bot", "run"], settings(at, database_url, driver)) as running:
        yield running


@contextmanager
def bare_bot(at: Messenger, library: str) -> Iterator[subprocess.Popen[str]]:
    with process([str(ROOT / "benchmarks/bare_bot.py"), library, at.url, at.token]) as running:
        yield running


def settings(at: Messenger, database_url: str, driver: str) -> Mapping[str, str]:
    return {
        "BOT_TOKEN": at.token, "BOT_API_URL": at.url, "BOT_DRIVER": driver, "DATABASE_URL": database_url, "HTTP_PORT": "0",
        "CENTRE": str(ROOT / "workflows/adtech.yaml"), "BOT_SEND_LIMITS": "off", "LOG_LEVEL": "ERROR", "ADMINS": "1",
    }  # fmt: skip


@contextmanager
def process(
    command: Sequence[str], environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}  # noqa: TID251 - for the child
    with subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**inherited, **(environment or {})},
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.terminate()


def resident(pid: int) -> float:
    """MiB."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024  # type: ignore[index]  # Linux has this line
