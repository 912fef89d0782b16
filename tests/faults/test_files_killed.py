"""kill -9 in the middle of a file: the next bot goes on behind the last line done, and no line is done twice."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select

from storage.engine import Store, open_store
from storage.intake.batch_lines import LineState
from storage.tables.batch_tables import batch_lines
from tests.support.child_bot import ChildBot
from tests.support.company import Company
from tests.support.filing import HEAD, xlsx
from tests.support.moved_in import Home, moved_in
from tests.support.receiving import eventually
from tests.support.running import ROOT

LINES = 99
KILLS = 3
A_LEASE = timedelta(seconds=61)  # longer than any


def in_production(company: Company) -> None:
    company.in_fabrication("KT-1")


async def test_no_line_is_done_twice(database_url: str, now: datetime, tmp_path: Path) -> None:
    content = xlsx(HEAD, *(("KT-1", "Gia công", f"{percent}%") for percent in range(1, LINES + 1)))
    async with moved_in(database_url, now, story=in_production) as home:
        store = open_store(database_url)
        try:
            async with _bot(home, tmp_path, after=0) as bot:
                await home.person("Tú").document(home.places["Tú"], "/update", data=content, name="x.xlsx")
                await eventually(lambda: _says(home, f"Sẽ ghi {LINES} dòng"))
                await home.person("Tú").tap(home.last("Tú"), f"Ghi {LINES} dòng")
                await _killed_after(store, bot, LINES // (KILLS + 1))
            for number in range(1, KILLS):
                async with _bot(home, tmp_path, after=number) as bot:
                    await _killed_after(store, bot, LINES * (number + 1) // (KILLS + 1))
            async with _bot(home, tmp_path, after=KILLS):
                await eventually(lambda: _says(home, f"Đã ghi {LINES} dòng"))
        finally:
            store.close()
    company = Company.founded(database_url, now)
    try:
        events = company.history(company.order("KT-1").id)
    finally:
        company.close()
    said = [one.data["percent"] for one in events if one.data.get("percent")]
    assert said == list(range(1, LINES + 1))


def _bot(home: Home, folder: Path, *, after: int) -> ChildBot:
    settings = {
        "bot_token": home.server.token,
        "bot_api_url": home.server.url,
        "database_url": home.database_url,
        "centre": ROOT / "workflows" / "adtech.yaml",
        "http_port": 0,
        "bot_send_limits": False,
        "admins": (1,),
        "log_level": "WARNING",
    }
    return ChildBot(settings, folder / "log", ahead=after * A_LEASE)


async def _killed_after(store: Store, bot: ChildBot, lines: int) -> None:
    await eventually(lambda: store.read(_done).result() >= lines)
    await bot.kill()
    assert store.read(_done).result() < LINES, "it had finished before it was killed"


def _done(conn: Connection) -> int:
    done = select(func.count()).where(batch_lines.c.state == LineState.DONE.value)
    return conn.execute(done).scalar_one()


def _says(home: Home, words: str) -> bool:
    said = home.server.world.from_bot(home.places["Tú"])
    return any(words in one.text for one in said)
