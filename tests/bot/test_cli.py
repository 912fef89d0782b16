"""The command line as people use it: in a process of its own, with a folder and settings of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from bot.cli import NO_AMOUNT
from bot.lock import AlreadyRunning, only_one
from payments.amounts import Why
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


def test_check_looks_into_the_database_that_is_there_and_makes_none(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    without = dieuphoi("check", str(ADTECH), home=tmp_path, DATABASE_URL=url)
    assert "nothing is said of open orders" in without.stdout
    assert not (tmp_path / "bot.db").exists()

    dieuphoi("migrate", home=tmp_path, DATABASE_URL=url)
    done = dieuphoi("check", str(ADTECH), home=tmp_path, DATABASE_URL=url)
    assert done.returncode == 0, done.stderr
    assert "no open orders and no people yet" in done.stdout


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


def test_a_backup_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/here.db"
    assert dieuphoi("migrate", home=tmp_path, DATABASE_URL=url).returncode == 0
    before = (tmp_path / "here.db").read_bytes()

    refused = dieuphoi("backup", "here.db", home=tmp_path, DATABASE_URL=url)

    assert refused.returncode == 2
    assert "here.db exists" in refused.stderr
    assert (tmp_path / "here.db").read_bytes() == before
    assert dieuphoi("backup", "other.db", home=tmp_path, DATABASE_URL=url).returncode == 0


def test_commands_that_write_refuse_while_the_bot_runs(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/busy.db"
    with only_one(url):
        refused = dieuphoi("migrate", home=tmp_path, DATABASE_URL=url)
    allowed = dieuphoi("migrate", home=tmp_path, DATABASE_URL=url)

    assert refused.returncode == 2
    assert "running on this database" in refused.stderr
    assert allowed.returncode == 0, allowed.stderr


def test_migrate_says_in_words_that_the_database_cannot_be_used_now(tmp_path: Path) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    done = dieuphoi("migrate", home=tmp_path, DATABASE_URL=nowhere)
    assert done.returncode == 2
    assert "The database cannot be used now" in done.stderr
    assert "Traceback" not in done.stderr


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


def test_qr_prints_the_published_code_of_a_transfer(tmp_path: Path) -> None:
    account, money = ("970415", "0011001932418"), ("--amount", "120000", "--purpose", "ủng hộ lũ lụt")

    done = dieuphoi("qr", *account, *money, home=tmp_path)

    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA"
        "530370454061200005802VN62170813ung ho lu lut6304C15C\n"
    )
    assert done.stderr == ""


def test_qr_takes_a_card_and_either_kind_of_code(tmp_path: Path) -> None:
    card = ("970403", "9704031101234567", "--service", "QRIBFTTC")

    often = dieuphoi("qr", *card, home=tmp_path)
    once = dieuphoi("qr", *card, "--init", "12", home=tmp_path)

    assert often.stdout.strip() == (
        "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52"
    )
    assert once.stdout.startswith("000201010212")


def test_qr_draws_the_code_it_prints(tmp_path: Path) -> None:
    done = dieuphoi("qr", "970407", "19030413601018", "--png", "code.png", home=tmp_path)

    assert done.returncode == 0, done.stderr
    [found] = zxingcpp.read_barcodes(Image.open(tmp_path / "code.png"))
    assert found.text == done.stdout.strip()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("97041", "0011001932418"), "6 digits"),
        (("970415", "0011 001932418"), "6 to 19"),
        (("970415", "0011001932418", "--amount", "1tr2"), "--amount"),
        (("970415", "0011001932418", "--amount", "0"), "amount"),
        (("970415", "0011001932418", "--purpose", "Đặt cọc đợt một đơn hàng DH"), "1 to 25"),
        (("970415", "0011001932418", "--png", "nowhere/code.png"), "nowhere/code.png"),
    ],
    ids=["bank", "account", "amount", "nothing", "purpose", "file"],
)
def test_qr_refuses_in_one_sentence(words: tuple[str, ...], told: str, tmp_path: Path) -> None:
    done = dieuphoi("qr", *words, home=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("typed", "understood", "code"),
    [
        ("1tr2", "1200000", 0),
        ("1tr25", "ambiguous: 1250000 or 1025000", 0),
        ("-2tr", "refused: it is not more than 0", 1),
        ("", "refused: nothing was typed", 1),
    ],
)
def test_amount_prints_what_was_understood(typed: str, understood: str, code: int, tmp_path: Path) -> None:
    done = dieuphoi("amount", typed, home=tmp_path)

    assert (done.stdout, done.returncode) == (f"{understood}\n", code)


def test_every_reason_why_there_is_no_amount_has_its_words() -> None:
    assert set(NO_AMOUNT) == set(Why)
