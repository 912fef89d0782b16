"""What a run of load and faults has shown, a few lines for each file: how many passed, how long, and their figures."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import pytest

FIGURES = "figures"  # the property of a test


def told(reports: Iterable[pytest.TestReport]) -> Sequence[str]:
    """``reports`` of the whole run, whatever their phase."""
    files = defaultdict[str, list[pytest.TestReport]](list)
    for one in reports:
        files[one.nodeid.partition("::")[0]].append(one)
    return [line for name in sorted(files) for line in _of_file(name, files[name])]


def _of_file(name: str, reports: Sequence[pytest.TestReport]) -> Iterable[str]:
    tests = {one.nodeid for one in reports}
    failed = {one.nodeid for one in reports if one.failed}
    passed = {one.nodeid for one in reports if one.when == "call" and one.passed} - failed
    seconds = sum(one.duration for one in reports)
    yield f"{name}: {len(passed)} of {len(tests)} passed in {seconds:.0f} s"
    for one in reports:
        properties = dict(one.user_properties)
        if one.when == "call" and FIGURES in properties:
            database = f"{properties['database']}: " if "database" in properties else ""
            yield f"  {'FAILED ' if one.nodeid in failed else ''}{database}{properties[FIGURES]}"
