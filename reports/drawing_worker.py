"""A process that draws for another: it is told by its standard input, answers on its output, and ends with the other.

A line of JSON asks: {"kind": …, "data": …, "words": …}. The answer is ``ANSWER`` (drawn or not, length) and so many
bytes: a PNG, or in words what went wrong. An empty answer, unasked, comes first: it has loaded all it needs.
"""

import json
import os
import struct
import sys
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from queue import SimpleQueue
from typing import Any, TypeAlias

# A picture's figures, and its texts as they are read -> a PNG.
Drawing: TypeAlias = Callable[[Mapping[str, Any], Mapping[str, Sequence[str]]], bytes]

ANSWER = struct.Struct(">?I")


def serve(drawings: Mapping[str, Drawing]) -> None:
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
        asked: SimpleQueue[bytes] = SimpleQueue()
        threading.Thread(target=_listen, args=(asked,), daemon=True).start()
        drawn, content = True, b""
        while True:
            answers.write(ANSWER.pack(drawn, len(content)) + content)
            answers.flush()
            drawn, content = _draw(drawings, asked.get())


def _listen(asked: SimpleQueue[bytes]) -> None:
    """In a thread of its own, so that even in the middle of a drawing nobody outlives who asked for it."""
    for line in sys.stdin.buffer:
        asked.put(line)
    os._exit(0)


def _draw(drawings: Mapping[str, Drawing], line: bytes) -> tuple[bool, bytes]:
    try:
        asked = json.loads(line)
        return True, drawings[asked["kind"]](asked["data"], asked["words"])
    except Exception:  # noqa: BLE001 - whatever it is, whoever asked logs it and does without
        return False, traceback.format_exc().encode()
