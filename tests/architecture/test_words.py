"""That files are named for what they hold, and speak of the product alone."""

import ast
import re
from pathlib import Path

import pytest

from tests.support.product import CHECKOUT, modules, packages

SAY_NOTHING = {"common", "helper", "helpers", "manager", "managers", "misc", "shared", "util", "utils"}
LONGEST = 280  # lines beside the imports
TEXTS = {".cfg", ".html", ".ini", ".json", ".md", ".po", ".py", ".toml", ".txt", ".yaml", ".yml", ""}
NOT_OURS = {".git", ".venv", "data", "build", "dist"}
# In pieces, so that this file does not find itself.
PLACES = re.compile(
    "|".join([r"(?<![\w.])/wor" + r"k/", r"(?<!\w)/roo" + r"t/", r"/(?:home|Users)/(?!you\b|dieuphoi\b)\w"])
)
INDEXES = re.compile("|".join(["py" + r"pi\.org", "python" + "hosted", "index" + "-url", "find" + "-links"]))


def texts() -> list[Path]:
    found = []
    for top in CHECKOUT.iterdir():
        if (
            top.name not in NOT_OURS
            and not top.name.endswith(("_cache", ".egg-info"))
            and top.name != ".hypothesis"
        ):
            found += [top] if top.is_file() else [path for path in top.rglob("*") if path.is_file()]
    return [path for path in found if path.suffix in TEXTS and "__pycache__" not in path.parts]


def test_no_module_has_a_name_that_says_nothing():
    assert [module for module in modules() if SAY_NOTHING & set(module.split("."))] == []


def test_no_module_bears_the_name_of_a_top_level_package():
    assert [module for module in modules() if set(module.split(".")[1:]) & set(packages())] == []


def test_every_module_says_in_one_line_what_it_is_for():
    silent = []
    for module, path in modules().items():
        lines = path.read_text().splitlines()
        if lines and not re.match(r'"""\S.*[^\s"]', lines[0]):
            silent.append(module)
    assert silent == []


def test_no_module_is_too_long_to_be_read_in_one_go():
    lengths = {module: lines_beside_imports(path) for module, path in modules().items()}
    assert {module: length for module, length in lengths.items() if length > LONGEST} == {}


def lines_beside_imports(path: Path) -> int:
    text = path.read_text()
    imports = (one for one in ast.parse(text).body if isinstance(one, ast.Import | ast.ImportFrom))
    return len(text.splitlines()) - sum((one.end_lineno or one.lineno) - one.lineno + 1 for one in imports)


@pytest.mark.parametrize("pattern", [PLACES, INDEXES], ids=["a place on some machine", "a package index"])
def test_no_file_names(pattern: re.Pattern[str]):
    found = {}
    for path in texts():
        if path.name != "Makefile" and (hit := pattern.search(path.read_text(errors="replace"))):
            found[str(path.relative_to(CHECKOUT))] = hit.group()
    assert found == {}


def test_the_lock_is_of_pins_and_hashes_and_nothing_else():
    lines = (CHECKOUT / "requirements.lock").read_text().splitlines()
    known = re.compile(r"#.*|[a-z0-9-]+==\S+ (; [^\\]+)?\\|    --hash=sha256:[0-9a-f]{64}( \\)?|    #.*|")
    assert [line for line in lines if not known.fullmatch(line)] == []
    assert not any("://" in line for line in lines)
