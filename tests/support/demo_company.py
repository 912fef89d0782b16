"""The sandbox as ``make run`` starts it, with its demo company, in a folder and a process of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.demo.wording import Wording

ROOT = Path(__file__).parents[2]
COMPLETE = re.compile(r"Open (http://\S+) in a browser")
LAST_WORDS = 20  # lines shown of a start that failed
LONGEST = 10.0  # seconds it may take to end


@contextmanager
def demo_company(language: str, folder: Path) -> Iterator[str]:
    """Its address, once the company is complete."""
    settings = {
        "DEMO_LANGUAGE": language, "SANDBOX_PORT": "0", "HTTP_PORT": "0", "CENTRE": str(ROOT / "workflows" / "adtech.yaml"),
        "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    around = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR") if key in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=folder,
        env=around | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield _address(process)
    finally:
        process.terminate()
        process.communicate(timeout=LONGEST)


def _address(process: subprocess.Popen[str]) -> str:
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if found := COMPLETE.search(line):
            return found[1]
        if "could not be finished" in line:
            break
    raise RuntimeError("".join(said[-LAST_WORDS:]))


class Names:
    """What the demo company calls its people, places and customers in one language."""

    def __init__(self, language: str) -> None:
        self._words = Wording(language).words

    def person(self, key: str) -> str:
        return str(self._words["people"][key]["name"])

    def group(self, key: str) -> str:
        return str(self._words["groups"][key])

    def topic(self, key: str) -> str:
        return str(self._words["topics"][key])

    def customer(self, order: str) -> str:
        return self._facts(order)[0]

    def price(self, order: str) -> str:
        return self._facts(order)[2]

    def says(self, key: str) -> str:
        return str(self._words["said"][key])

    def _facts(self, order: str) -> list[str]:
        return str(self._words["orders"][order]).split(" | ")
