"""The product's own files, as tests about the architecture see them."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
NO_PACKAGES = frozenset({"tests", "benchmarks", "docs", "workflows", "data", "build", "dist"})


def packages() -> list[str]:
    """Return the top-level packages of the product: what the checkout holds, whatever the settings say."""
    folders = (folder for folder in CHECKOUT.iterdir() if folder.is_dir() and folder.name.isidentifier())
    return sorted(
        folder.name for folder in folders if any(folder.glob("*.py")) and folder.name not in NO_PACKAGES
    )


def modules() -> dict[str, Path]:
    """Return every importable module by its dotted name; folders without ``__init__.py`` are data or scripts."""
    return {name: path for package in packages() for name, path in _below(CHECKOUT / package, package)}


def _below(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    if not (folder / "__init__.py").exists():
        return
    for path in sorted(folder.iterdir()):
        if path.name == "__init__.py":
            yield name, path
        elif path.suffix == ".py":
            yield f"{name}.{path.stem}", path
        elif path.is_dir():
            yield from _below(path, f"{name}.{path.name}")


def imported_by(path: Path) -> set[str]:
    """Return the dotted names a file imports anywhere, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@cache
def project() -> dict:
    return tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
