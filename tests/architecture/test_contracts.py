"""That the import contracts see every module: a contract cannot miss what it does not list."""

import ast
import re
import sys

import pytest

from tests.support.product import imported_by, modules, packages, project

CONTRACTS = project()["tool"]["importlinter"]["contracts"]
ROOTS = set(project()["tool"]["importlinter"]["root_packages"])
[LAYERS] = [one["layers"] for one in CONTRACTS if one["type"] == "layers" and "containers" not in one]
LISTED = {name.strip("() ") for layer in LAYERS for name in re.split("[:|]", layer)}
# Each has a contract that says who may name it, and one home.
HOMES = {
    "sqlalchemy": "storage",
    "aiogram": None,
    "telegram": None,
    "apscheduler": "reminders",
    "holidays": None,
    "matplotlib": "reports",
}


def test_every_package_is_known_to_the_contracts_the_types_and_the_build():
    tools = project()["tool"]
    assert set(packages()) == ROOTS
    assert set(tools["mypy"]["packages"]) >= ROOTS
    assert set(tools["setuptools"]["packages"]["find"]["include"]) >= {f"{root}*" for root in ROOTS}


def test_every_module_has_a_layer():
    def has_layer(module: str) -> bool:
        return any(module == listed or module.startswith(f"{listed}.") for listed in {*LISTED, "sandbox"})

    def opens_its_own_rooms_only(module: str) -> bool:
        ours = {name for name in imported_by(modules()[module]) if name.partition(".")[0] in ROOTS}
        return all(name.startswith(f"{module}.") for name in ours)

    without = [module for module in modules() if not has_layer(module)]
    packages_without = {module for module in without if modules()[module].name == "__init__.py"}
    assert [m for m in without if m not in packages_without or not opens_its_own_rooms_only(m)] == []


@pytest.mark.parametrize("library", HOMES)
def test_the_contract_about_a_library_watches_every_package_but_its_home(library: str):
    watched = {
        source
        for contract in CONTRACTS
        if contract["type"] == "forbidden"
        and library in contract["forbidden_modules"]
        and len(contract["source_modules"]) > 1
        for source in contract["source_modules"]
    }
    assert watched >= ROOTS - {HOMES[library]}


def test_the_sandbox_is_watched_from_both_sides():
    [alone] = [c for c in CONTRACTS if c.get("source_modules") == ["sandbox"]]
    assert set(alone["forbidden_modules"]) == ROOTS - {"sandbox"}
    [started] = [c for c in CONTRACTS if c.get("forbidden_modules") == ["sandbox"]]
    assert {source.removesuffix(".**") for source in started["source_modules"]} == ROOTS - {"sandbox"}


def test_orders_know_the_standard_library_and_pydantic_alone():
    allowed = {*sys.stdlib_module_names, "pydantic", "pydantic_core", "orders"}
    strangers = {
        (module, name)
        for module, path in modules().items()
        if module.partition(".")[0] == "orders"
        for name in imported_by(path)
        if name.partition(".")[0] not in allowed
    }
    assert strangers == set()


def test_handlers_and_bot_hand_the_connection_on_and_never_ask_it_anything():
    asked = []
    for module, path in modules().items():
        if module.partition(".")[0] in {"handlers", "bot"}:
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "sqlalchemy":
                    asked += [(module, alias.name) for alias in node.names if alias.name != "Connection"]
                if isinstance(node, ast.Attribute) and node.attr in {"execute", "scalar", "scalars"}:
                    asked.append((module, node.attr))
    assert asked == []


def test_nothing_imports_relatively_as_the_contracts_quote_full_names():
    dotted = [
        module
        for module, path in modules().items()
        if re.search(r"^\s*from \.", path.read_text(), re.MULTILINE)
    ]
    assert dotted == []
