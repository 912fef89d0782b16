"""The log as the product writes it."""

import io
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
import structlog

from bot import logs


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Give what is logged, a line of JSON each, and leave logging as it was found."""
    root = logging.getLogger()
    handlers, level, hook, thread_hook = root.handlers[:], root.level, sys.excepthook, threading.excepthook
    written = io.StringIO()
    logs.configure(level="DEBUG", layout="json", stream=written)
    yield written
    logging.captureWarnings(capture=False)
    root.handlers[:], sys.excepthook, threading.excepthook = handlers, hook, thread_hook
    root.setLevel(level)
    structlog.reset_defaults()
