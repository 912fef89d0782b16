"""What tests of the process share: logging that is put back as it was found."""

import io
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Give what logging writes, and leave logging as it was found."""
    root = logging.getLogger()
    handlers, level, hook, thread_hook = root.handlers[:], root.level, sys.excepthook, threading.excepthook
    yield io.StringIO()
    logging.captureWarnings(capture=False)
    root.handlers[:], sys.excepthook, threading.excepthook = handlers, hook, thread_hook
    root.setLevel(level)
    structlog.reset_defaults()
