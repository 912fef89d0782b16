"""README, /help, .env.example, docs and the code say the same."""

import re

from bot.cli import app
from handlers.menus import command_lists
from handlers.routes import COMMANDS, ROUTES
from tests.support.product import CHECKOUT, packages

README = (CHECKOUT / "README.md").read_text()
MAKEFILE = (CHECKOUT / "Makefile").read_text()
DECISIONS = CHECKOUT / "docs" / "decisions"
LANGUAGES = ("vi", "zh_Hans", "zh_Hant", "en")


def test_every_make_target_the_readme_names_exists() -> None:
    named = set(re.findall(r"\bmake ([a-z]+)", README)) - {"help"}

    assert {"run", "test"} <= named
    assert named <= set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))


def test_every_command_line_word_the_readme_names_exists() -> None:
    named = set(re.findall(r"dieuphoi ([a-z]+)", README))
    known = {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    } | {group.name for group in app.registered_groups}

    assert {"check", "backup", "restore"} <= named
    assert named <= known


def test_every_chat_command_the_readme_names_is_understood() -> None:
    named = set(re.findall(r"(?<![\w/.])/([a-z]{2,})(?=[ `\n,:])", README)) - {"healthz", "readyz", "newbot"}

    assert {"update", "new", "bind", "invite"} <= named
    assert named <= set(COMMANDS)


def test_the_readme_draws_every_folder_of_the_tree() -> None:
    drawn = set(re.findall(r"^([a-z]+)/ ", README, re.MULTILINE))

    assert set(packages()) | {"workflows", "tests", "docs"} <= drawn


def test_every_command_of_the_menu_is_explained_by_help_in_every_language() -> None:
    for language in LANGUAGES:
        for area in ("menu", "help"):
            catalogue = (CHECKOUT / "bot" / "locales" / language / f"{area}.po").read_text()
            missing = [
                name
                for name, route in ROUTES.items()
                if route.in_menu and name != "help" and f'"{area}.{name}"' not in catalogue
            ]
            assert missing == [], (language, area)


def test_menus_offer_only_commands_that_run() -> None:
    offered = {name for listed in command_lists() for name, _ in listed.commands}

    assert offered
    assert offered <= set(COMMANDS)


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    pages = sorted(page.name for page in DECISIONS.glob("[0-9]*.md"))
    listed = (DECISIONS / "README.md").read_text()

    assert [int(page[:4]) for page in pages] == list(range(1, len(pages) + 1))
    assert [page for page in pages if page not in listed] == []


def test_each_decision_says_context_decision_and_consequences() -> None:
    for page in DECISIONS.glob("[0-9]*.md"):
        headings = re.findall(r"^## (\w+)", page.read_text(), re.MULTILINE)
        assert headings[:3] == ["Context", "Decision", "Consequences"], page.name
