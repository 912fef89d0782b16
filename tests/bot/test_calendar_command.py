"""`dieuphoi calendar` as people use it, on a database of its own."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.lock import only_one
from storage.stores.sqlite_engine import may_write_beside_bot

ADTECH = Path(__file__).parents[2] / "workflows" / "adtech.yaml"


class Desk:
    """The words after ``dieuphoi calendar``, in a folder without settings."""

    def __init__(self, home: Path, patch: pytest.MonkeyPatch) -> None:
        self.home = home
        self._patch = patch
        patch.chdir(home)
        self.works_on(f"sqlite:///{home}/desk.db")
        self.works_by(ADTECH)

    def works_on(self, url: str) -> None:
        self.url = url
        self._patch.setenv("DATABASE_URL", url)

    def works_by(self, centre: Path) -> None:
        self._patch.setenv("CENTRE", str(centre))

    def __call__(self, *words: str) -> str:
        done = CliRunner().invoke(app, ["calendar", *words])
        assert done.exit_code == 0, done.output
        return done.stdout

    def refuses(self, *words: str) -> str:
        done = CliRunner().invoke(app, ["calendar", *words])
        assert done.exit_code == 2, done.output
        return done.stderr


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


def test_a_year_is_read_in_looked_over_mended_and_confirmed(desk: Desk) -> None:
    read_in = desk("import", "CN", "2027")
    assert "adtech 2027: not confirmed" in read_in
    assert "Wed 2027-06-09: off, Tết Đoan ngọ [library]" in read_in
    assert "no make-up working days of CN in 2027" in read_in
    assert "2 days written" in desk("add", "2027-02-11", "--until", "2027-02-12", "--name", "Nghỉ thêm")
    assert "1 day written" in desk("add", "2027-02-20", "--work")
    assert "1 day written" in desk(
        "add", "2027-02-21", "--hours", "08:00-12:00", "--department", "production"
    )
    assert "1 day taken back" in desk("remove", "2027-06-09")
    listed = desk("list", "2027")
    assert "Thu 2027-02-11 to Fri 2027-02-12: off, Nghỉ thêm [by hand]" in listed
    assert "Sat 2027-02-20: worked as usual, Ngày làm thêm [by hand]" in listed
    assert "Sun 2027-02-21: worked 08:00-12:00, Ngày làm thêm (production alone) [by hand]" in listed
    assert "Tết Đinh Mùi [centre file]" in listed
    assert "2027-06-09" not in listed
    assert "adtech 2027: confirmed on" in desk("confirm", "2027")


def test_an_announced_year_needs_nobodys_word(desk: Desk) -> None:
    assert "adtech 2026: confirmed on" in desk("import", "CN", "2026")


def test_what_cannot_be_meant_is_refused_with_what_can(desk: Desk) -> None:
    assert "no country XX" in desk.refuses("import", "XX", "2027")
    assert "year-month-day" in desk.refuses("add", "4/2/2027")
    assert "not 1 to 61 days" in desk.refuses("add", "2027-02-04", "--until", "2027-01-04")
    assert "no working hours" in desk.refuses("add", "2027-02-04", "--hours", "sáng")
    assert "not both" in desk.refuses("add", "2027-02-04", "--hours", "08:00-12:00", "--work")
    assert "no department xưởng. It has: eant, sales" in desk.refuses(
        "add", "2027-02-04", "--department", "xưởng"
    )
    assert "add 2027-02-04 --work" in desk.refuses("remove", "2027-02-04")
    assert "Say which company with --company: adtech." in desk.refuses("list", "--company", "other")
    assert "1990" in desk.refuses("confirm", "1800")


def test_of_several_companies_one_is_named(desk: Desk) -> None:
    holding = desk.home / "holding"
    holding.mkdir()
    text = ADTECH.read_text()
    (holding / "a.yaml").write_text(text)
    (holding / "b.yaml").write_text(text.replace("id: adtech", "id: second", 1))
    desk.works_by(holding)
    assert "adtech, second" in desk.refuses("list", "2027")
    desk("add", "2027-05-05", "--company", "second")
    assert "2027-05-05" in desk("list", "2027", "--company", "second")
    assert "2027-05-05" not in desk("list", "2027", "--company", "adtech")


@pytest.mark.skipif(may_write_beside_bot(), reason="this SQLite bears a second program that writes")
def test_while_the_bot_runs_on_an_old_sqlite_one_may_look_and_not_write(desk: Desk) -> None:
    desk("add", "2027-05-05")
    with only_one(desk.url):
        assert "2027-05-05" in desk("list", "2027")
        for words in (
            ("add", "2027-05-06"),
            ("remove", "2027-05-05"),
            ("confirm", "2027"),
            ("import", "VN", "2027"),
        ):
            assert "Stop it first" in desk.refuses(*words)
    assert "2027-05-06" not in desk("list", "2027")


def test_on_postgresql_it_works_beside_the_bot(desk: Desk, postgresql_url: str) -> None:
    desk.works_on(postgresql_url)
    assert "confirmed on" in desk("import", "CN", "2026")
    assert "补" not in desk("list", "2026")
