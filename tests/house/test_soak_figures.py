"""The summary of make soak names every file with what its tests have shown."""

from typing import Any

import pytest

from tests.support.soak_figures import told


def report(nodeid: str, outcome: Any, *, when: Any = "call", **properties: str) -> pytest.TestReport:
    return pytest.TestReport(
        nodeid, ("", 0, ""), {}, outcome, None, when, user_properties=list(properties.items()), duration=2.4
    )


def test_each_file_says_how_many_passed_and_the_figures_of_its_tests_failed_ones_too() -> None:
    shown = told(
        [
            report("b.py::one[1]", "passed", when="setup"),
            report("b.py::one[1]", "passed", figures="3 kills: 0 lost", database="sqlite"),
            report("b.py::one[2]", "failed", figures="3 kills: 1 lost"),
            report("a.py::two", "passed"),
            report("a.py::three", "skipped", when="setup"),
            report("a.py::two", "failed", when="teardown"),
        ]
    )
    assert shown == [
        "a.py: 0 of 2 passed in 7 s",
        "b.py: 1 of 2 passed in 7 s",
        "  sqlite: 3 kills: 0 lost",
        "  FAILED 3 kills: 1 lost",
    ]
