"""The whole bot in its own process against the sandbox's Telegram in another: start-up, memory, throughput, delay."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.clock import Clock
from storage.migrate import upgrade
from tests.support.company import Company

ROOT = Path(__file__).parents[1]
PEOPLE = 20
BURST = 400  # reports typed at once
RATE = 25  # reports a second …
SECONDS = 16  # … for so long
NUMBER = re.compile(r"số (\d+)\b")


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Seconds to the first poll, MiB idle and after the load, reports answered a second, milliseconds to an answer."""

    start: float
    idle: float
    loaded: float
    throughput: float
    p50: float
    p99: float


class Messenger:
    """The sandbox in its own process, and the people in it."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self._client = httpx.Client(base_url=f"{url}/sandbox", timeout=60)
        self._read = 0
        self.people = [self._post("users", name=f"Thợ {n}", username=f"tho{n}")["id"] for n in range(PEOPLE)]
        for person in self.people:
            self._post("start", user=person)

    def report(self, number: int) -> float:
        """Type one report; return when, on the clock that the sandbox's journal keeps."""
        person = self.people[number % PEOPLE]
        typed = time.monotonic()
        words = f"/update DH-{person} gia công {number % 99 + 1}% số {number}"
        self._post("say", user=person, chat=person, text=words)
        return typed

    def polled(self) -> bool:
        return any(call["method"] == "getUpdates" for call in self._new_calls())

    def answers(self) -> Mapping[int, float]:
        """Which reports have been answered since the last look, and when."""
        sent = (call for call in self._new_calls() if call["method"] == "sendMessage")
        found = ((NUMBER.search(call["params"]["text"]), call["at"]) for call in sent)
        return {int(number[1]): at for number, at in found if number}

    def close(self) -> None:
        self._client.close()

    def _new_calls(self) -> Sequence[Mapping[str, Any]]:
        calls: Sequence[Mapping[str, Any]] = self._client.get("calls", params={"after": self._read}).json()
        self._read = calls[-1]["number"] if calls else self._read
        return calls

    def _post(self, what: str, **body: Any) -> Any:
        return self._client.post(what, json=body).raise_for_status().json()


def of_the_bot(database_url: str) -> Figures:
    with _messenger() as messenger:
        _employ(messenger.people, database_url)
        settings = {
            "BOT_TOKEN": messenger.token, "BOT_API_URL": messenger.url, "DATABASE_URL": database_url, "HTTP_PORT": "0",
            "CENTRE": str(ROOT / "workflows/adtech.yaml"), "BOT_SEND_LIMITS": "off", "LOG_LEVEL": "ERROR", "ADMINS": "1",
        }  # fmt: skip
        return _measured(messenger, ["-m", "bot", "run"], settings)


def of_the_bare_peer(folder: str) -> Figures:
    with _messenger() as messenger:
        script = str(ROOT / "benchmarks/bare_bot.py")
        return _measured(messenger, [script, messenger.url, messenger.token, f"{folder}/bare.db"], {})


def _measured(messenger: Messenger, command: Sequence[str], settings: Mapping[str, str]) -> Figures:
    begun = time.monotonic()
    with _process(command, settings) as process:
        while not messenger.polled():
            time.sleep(0.01)
        start = time.monotonic() - begun
        _answered(messenger, {0: messenger.report(0)})
        idle = _memory(process.pid)
        throughput = _burst(messenger)
        delays = sorted(_steadily(messenger))
        return Figures(
            start=start,
            idle=idle,
            loaded=_memory(process.pid),
            throughput=throughput,
            p50=1000 * delays[len(delays) // 2],
            p99=1000 * delays[int(len(delays) * 0.99)],
        )


def _burst(messenger: Messenger) -> float:
    typed = {number: messenger.report(number) for number in range(1, BURST + 1)}
    last = max(_answered(messenger, typed).values())
    return BURST / (last - typed[1])


def _steadily(messenger: Messenger) -> Iterator[float]:
    """Each report at its own moment, whether those before it are answered or not."""
    typed: dict[int, float] = {}
    begun = time.monotonic()
    for count in range(RATE * SECONDS):
        time.sleep(max(0, begun + count / RATE - time.monotonic()))
        typed[BURST + 1 + count] = messenger.report(BURST + 1 + count)
    answered = _answered(messenger, typed)
    return (answered[number] - at for number, at in typed.items())


def _answered(messenger: Messenger, typed: Mapping[int, float]) -> Mapping[int, float]:
    answered: dict[int, float] = {}
    while not typed.keys() <= answered.keys():
        answered = {**messenger.answers(), **answered}
        time.sleep(0.02)
    return answered


def _employ(people: Sequence[int], database_url: str) -> None:
    upgrade(database_url)
    company = Company.founded(database_url, Clock.machine_now())
    for person in people:
        company.enrol(person, f"Thợ {person}", "production")
        company.in_fabrication(f"DH-{person}")
    company.close()


@contextmanager
def _messenger() -> Iterator[Messenger]:
    with _process(["-m", "sandbox"], {}) as process:
        assert process.stdout is not None
        url, token = (word.partition("=")[2] for word in process.stdout.readline().split())
        messenger = Messenger(url, token)
        yield messenger
        messenger.close()


@contextmanager
def _process(command: Sequence[str], settings: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}  # noqa: TID251 - for the child
    with subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env={**inherited, **settings}, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _memory(pid: int) -> float:
    """Resident, in MiB."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024  # type: ignore[index]  # Linux has this line
