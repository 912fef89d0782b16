"""The command line as people use it: in a process of its own, with a folder and settings of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.lock import AlreadyRunning, only_one
from storage.engine import open_store
from storage.settings_rows import get, put

ROOT = Path(__file__).parents[2]
ADTECH = ROOT / "workflows" / "adtech.yaml"


def dieuphoi(*words: str, home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **settings}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_check_says_what_the_shipped_file_holds(tmp_path: Path) -> None:
    done = dieuphoi("check", str(ADTECH), home=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "can be used" in done.stdout


def test_check_names_line_and_mend_of_a_mistake(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(ADTECH.read_text().replace("department: sales", "department: sale", 1))

    done = dieuphoi("check", str(broken), home=tmp_path)

    assert done.returncode == 1
    assert "broken.yaml:" in done.stdout
    assert "sales" in done.stdout


def test_schema_is_json_an_editor_can_read(tmp_path: Path) -> None:
    done = dieuphoi("schema", home=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "departments" in json.loads(done.stdout)["properties"]


def test_a_backup_restored_elsewhere_holds_the_same(tmp_path: Path) -> None:
    here, there = f"sqlite:///{tmp_path}/here.db", f"sqlite:///{tmp_path}/there.db"
    assert dieuphoi("migrate", home=tmp_path, DATABASE_URL=here).returncode == 0
    store = open_store(here)
    store.write(lambda conn: put(conn, "kept", "Khánh Thy")).result()
    store.close()

    assert dieuphoi("backup", "copy.db", home=tmp_path, DATABASE_URL=here).returncode == 0
    restored = dieuphoi("restore", "copy.db", home=tmp_path, DATABASE_URL=there)

    assert restored.returncode == 0, restored.stderr
    store = open_store(there)
    assert store.read(lambda conn: get(conn, "kept")).result() == "Khánh Thy"
    store.close()
    again = dieuphoi("restore", "copy.db", home=tmp_path, DATABASE_URL=there)
    assert again.returncode == 2
    assert "not empty" in again.stderr


def test_commands_that_write_refuse_while_the_bot_runs(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/busy.db"
    with only_one(url):
        refused = dieuphoi("migrate", home=tmp_path, DATABASE_URL=url)
    allowed = dieuphoi("migrate", home=tmp_path, DATABASE_URL=url)

    assert refused.returncode == 2
    assert "running on this database" in refused.stderr
    assert allowed.returncode == 0, allowed.stderr


def test_the_lock_lets_one_in_at_a_time(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/one.db"
    with only_one(url), pytest.raises(AlreadyRunning), only_one(url):
        pass
    with only_one(url):
        pass


def test_a_wrong_setting_is_told_by_its_name_before_anything_starts(tmp_path: Path) -> None:
    done = dieuphoi("run", home=tmp_path, BOT_TOKEN="nonsense")

    assert done.returncode == 2
    assert "BOT_TOKEN" in done.stderr
    assert "nonsense" not in done.stderr
