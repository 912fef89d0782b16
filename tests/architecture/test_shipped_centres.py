"""Every centre file that is shipped can be used, is run to its end by a test, and is explained stage by stage and number by number."""

import re
from pathlib import Path

import pytest

from bot.centres.centre_files import load
from bot.i18n.hanzi import traditional
from handlers.reading.fold import fold
from tests.architecture.test_requirements import COUNTED, LETTERED
from tests.support.product import CHECKOUT

#: The document each of them was made from.
SOURCES = {"adtech": "S0", "trading": "S1", "order-cycle": "S2", "make-to-order": "S3", "erp": "S4"}
FILES = sorted((CHECKOUT / "workflows").glob("*.yaml"))


def page(file: Path) -> str:
    return (CHECKOUT / "docs" / "workflows" / f"{file.stem}.md").read_text()


def test_there_is_one_for_each_document() -> None:
    assert {one.stem for one in FILES} == set(SOURCES)


def test_all_of_them_together_are_a_holding() -> None:
    assert len(load(CHECKOUT / "workflows")) == len(FILES)


@pytest.mark.parametrize("file", FILES, ids=lambda one: one.stem)
def test_its_page_names_every_stage_and_every_number_of_its_document(file: Path) -> None:
    told = page(file)
    stages = {stage.id for workflow in load(file).only.workflows for stage in workflow.stages}
    assert sorted(one for one in stages if f"`{one}`" not in told) == []
    source = SOURCES[file.stem]
    wanted = [f"{source}-{number}" for number in range(1, COUNTED[source] + 1)]
    wanted += [one for one in LETTERED if one.startswith(source)]
    assert [one for one in wanted if not re.search(rf"{one}\b", told)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda one: one.stem)
def test_its_page_names_the_test_that_runs_it_to_its_end(file: Path) -> None:
    named = re.findall(r"`(tests/acceptance/\w+\.py)`", page(file))
    assert named
    for one in named:
        text = (CHECKOUT / one).read_text()
        assert file.name in text
        assert "OrderState.CLOSED" in text


@pytest.mark.parametrize("file", FILES, ids=lambda one: one.stem)
def test_what_it_shows_in_traditional_chinese_can_be_typed_as_it_is_shown(file: Path) -> None:
    centre = load(file).only
    stages = [stage for kind in (*centre.workflows, *centre.cases) for stage in kind.stages]
    choices = [choice for stage in stages for field in stage.fields for choice in field.choices]
    named = (*stages, *choices, *centre.departments, *centre.hold_kinds)
    shown = [(traditional(one.names.zh), one.words) for one in named]
    assert [name for name, words in shown if fold(name) not in map(fold, words)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda one: one.stem)
def test_the_readme_leads_to_it(file: Path) -> None:
    assert f"docs/workflows/{file.stem}.md" in (CHECKOUT / "README.md").read_text()
