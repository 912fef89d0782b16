"""``make run`` without a token, as a process: where it listens, what a restart and a kill leave, and whose data it takes."""

import asyncio
import re
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.centres.centre_files import load
from bot.demo_company import NOBODYS, lent
from bot.sandboxed import next_opening
from storage.engine import open_store
from storage.migrate import upgrade
from storage.people.people_rows import add

ROOT = Path(__file__).parents[2]
ADTECH = ROOT / "workflows" / "adtech.yaml"
ADDRESS = re.compile(r"Open (http://127\.0\.0\.1:(\d+)) ")


@dataclass
class Sandbox:
    """``python -m bot run`` in a folder of its own."""

    process: asyncio.subprocess.Process
    lines: list[str]

    async def reads(self, wanted: str) -> str:
        """The first line that says so, printed already or to come."""
        assert self.process.stdout is not None
        for line in self.lines:
            if wanted in line:
                return line
        async with asyncio.timeout(90):
            while True:
                line = (await self.process.stdout.readline()).decode()
                assert line, f"it ended before it said {wanted!r}: {self.lines}"
                self.lines.append(line)
                if wanted in line:
                    return line

    async def address(self) -> str:
        found = ADDRESS.search(await self.reads("Open http"))
        assert found is not None
        return found[1]

    async def get(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False, base_url=await self.address()) as client:
            return await client.get(path, follow_redirects=True)

    async def post(self, path: str, **body: Any) -> Any:
        async with httpx.AsyncClient(trust_env=False, base_url=await self.address()) as client:
            answer = await client.post(f"/sandbox/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    async def people(self) -> set[str]:
        return {one["first_name"] for one in (await self.get("/sandbox")).json()["users"]}

    async def ends(self) -> int:
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), 20)


@asynccontextmanager
async def sandbox(home: Path, **settings: str) -> AsyncIterator[Sandbox]:
    environment = {
        "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "CENTRE": str(ADTECH), "HTTP_PORT": "0",
        "SANDBOX_PORT": "0", "DEMO_LANGUAGE": "none",
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=home, env=environment | settings,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield Sandbox(process, [])
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def test_it_prints_an_address_where_a_page_is(tmp_path: Path):
    async with sandbox(tmp_path) as running:
        page = await running.get("/")
        assert page.status_code == 200
        assert "text/html" in page.headers["content-type"]
        assert "t.me" not in "".join(running.lines)
        assert await running.ends() == 0
    assert (tmp_path / "data" / "sandbox.db").exists()
    assert not (tmp_path / "data" / "dieuphoi.db").exists()


async def test_a_port_that_is_taken_is_stepped_over(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as health:
        port = taken.getsockname()[1]
        busy = {"SANDBOX_PORT": str(port), "HTTP_PORT": str(health.getsockname()[1])}
        async with sandbox(tmp_path, **busy) as running:
            address = await running.address()
            assert await running.reads("HTTP_PORT is taken")
            assert port < int(address.rpartition(":")[2]) < port + 10


async def test_a_restart_goes_on_where_it_was(tmp_path: Path):
    async with sandbox(tmp_path) as running:
        lan = (await running.post("users", name="Lan"))["id"]
        await running.post("start", user=lan)
        await running.get(f"/sandbox/wait?chat={lan}&timeout=20")
        moved = (await running.post("clock", by="3h"))["now"]
        said = (await running.get(f"/sandbox/messages?chat={lan}")).json()
        assert await running.ends() == 0
    async with sandbox(tmp_path) as running:
        assert await running.people() == {"Lan"}
        assert (await running.get(f"/sandbox/messages?chat={lan}")).json() == said
        assert (await running.get("/sandbox/clock")).json()["now"] > moved
        await running.post("say", user=lan, chat=lan, text="/whoami")
        later = await running.get(f"/sandbox/wait?chat={lan}&after={said[-1]['message_id']}&timeout=20")
        assert later.status_code == 200
        assert "anew" not in "".join(running.lines)


async def test_a_kill_loses_a_moment_at_most(tmp_path: Path):
    async with sandbox(tmp_path) as running:
        await running.post("users", name="Lan")
        world = tmp_path / "data" / "sandbox-world" / "world.json"
        async with asyncio.timeout(20):
            while not (world.exists() and "Lan" in world.read_text()):  # noqa: ASYNC110 - a file tells nobody that it was written
                await asyncio.sleep(0.02)
        tu = (await running.post("users", name="Tú"))["id"]
        await running.post("start", user=tu)
        running.process.kill()
    async with sandbox(tmp_path) as running:
        assert "Lan" in await running.people()
        nga = (await running.post("users", name="Nga"))["id"]
        assert nga > tu + 100
        await running.post("start", user=nga)
        assert (await running.get(f"/sandbox/wait?chat={nga}&timeout=20")).status_code == 200


@pytest.mark.parametrize("lost", ["sandbox.db", "sandbox-world"])
async def test_halves_that_do_not_belong_together_begin_anew(tmp_path: Path, lost: str):
    async with sandbox(tmp_path) as running:
        await running.post("users", name="Lan")
        await running.ends()
    gone = tmp_path / "data" / lost
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    async with sandbox(tmp_path) as running:
        assert await running.people() == set()
        assert await running.reads("begins anew")


async def test_a_company_half_made_begins_anew(tmp_path: Path):
    async with sandbox(tmp_path, DEMO_LANGUAGE="vi") as running:
        await running.reads("The demo company: Monday")
        running.process.kill()
    async with sandbox(tmp_path, DEMO_LANGUAGE="vi") as running:
        await running.reads("begins anew")
        await running.reads("The demo company: Monday")
        assert {"Ngọc Lan", "Văn Tú"} <= await running.people()
        assert await running.ends() == 0


async def test_somebody_elses_database_is_left_alone(tmp_path: Path):
    url = f"sqlite:///{tmp_path}/real.db"
    upgrade(url)
    store = open_store(url)
    now = datetime(2026, 11, 23, 2, tzinfo=UTC)
    store.write(lambda conn: add(conn, user=7, name="Lan", username="", language="", now=now)).result(10)
    store.close()
    before = (tmp_path / "real.db").read_bytes()
    async with sandbox(tmp_path, DATABASE_URL=url) as running:
        assert await running.reads("DATABASE_URL: the sandbox cannot use this database")
        assert await asyncio.wait_for(running.process.wait(), 20) == 2
    assert (tmp_path / "real.db").read_bytes() == before


async def test_with_another_centre_file_the_sandbox_is_empty(tmp_path: Path):
    (tmp_path / "other.yaml").write_text(ADTECH.read_text().replace("eant", "board"))
    other = {"CENTRE": str(tmp_path / "other.yaml"), "DEMO_LANGUAGE": "vi"}
    async with sandbox(tmp_path, **other) as running:
        assert await running.people() == set()
        assert await running.reads("Nobody runs this bot yet. Open the chat with")


def test_the_account_that_is_lent_is_nobodys_and_never_replaces_ones_own(tmp_path: Path):
    centres = load(ADTECH)
    assert centres["adtech"].company.bank_accounts == ()
    [company] = [centre.company for centre in lent(centres, "zh").values()]
    assert (company.bank_accounts, company.language) == ((NOBODYS,), "zh-Hans")
    own = tmp_path / "own.yaml"
    own.write_text(ADTECH.read_text().replace(
        '  # bank_accounts:\n  #   - names: {vi: Vietcombank, zh: 越南外贸银行, en: Vietcombank}\n  #     bin: "970436"\n'
        '  #     account: "0123456789"\n  #     holder: CONG TY ADTECH\n',
        '  bank_accounts:\n    - names: {vi: Vietcombank, zh: 越南外贸银行, en: Vietcombank}\n      bin: "970436"\n'
        '      account: "0123456789"\n      holder: CONG TY ADTECH\n',
    ))  # fmt: skip
    [company] = [centre.company for centre in lent(load(own), "").values()]
    assert [one.holder for one in company.bank_accounts] == ["CONG TY ADTECH"]
    assert company.language == "vi"


@pytest.mark.parametrize(
    ("after", "opens"),
    [
        ((23, 1, 30), (23, 6, 0)),
        ((23, 5, 30), (23, 6, 0)),
        ((23, 7, 0), (25, 1, 0)),
        ((22, 3, 0), (23, 1, 0)),
    ],
)
def test_the_next_opening_is_later_even_while_work_goes_on(after: tuple[int, ...], opens: tuple[int, ...]):
    """In UTC: 08:30 at work → after lunch; at lunch; in the afternoon before a holiday; on a Sunday."""
    calendar = load(ADTECH)["adtech"].calendar
    found = next_opening(calendar, datetime(2026, 11, *after, tzinfo=UTC))
    assert found == datetime(2026, 11, *opens, tzinfo=UTC)
