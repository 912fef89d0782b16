"""Log lines for people or for machines, in which no secret is ever legible."""

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO
from urllib.parse import quote

import structlog
from structlog.typing import Processor

MASK = "***"
# Any bot's token, ours or not, also where an URL has escaped the colon.
_TOKEN = re.compile(r"\d+(?::|%3[Aa])[\w-]{30,}")
# They log every request at INFO, with the token in the path.
_TALKATIVE = (
    "aiohttp.access",
    "alembic.runtime.plugins",
    "apscheduler",
    "httpcore",
    "httpx",
    "uvicorn.access",
)

_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure(*, level: str, layout: str, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send everything that is logged, warned or not caught to one stream; ``layout`` is "console" or "json"."""
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_MaskingFormatter(secrets, processors=_layout(layout, colours=stream.isatty())))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda left: _log_uncaught(left.exc_type, left.exc_value, left.exc_traceback)


class _MaskingFormatter(structlog.stdlib.ProcessorFormatter):
    """Mask the finished line: by then message, arguments, fields and traceback have all become text."""

    def __init__(self, secrets: Iterable[str], *, processors: list[Processor]) -> None:
        super().__init__(processors=processors, foreign_pre_chain=_SHARED)
        written = {form for secret in secrets if secret for form in _forms(secret)}
        longest_first = sorted(written, key=len, reverse=True)
        self._secret = re.compile("|".join([*map(re.escape, longest_first), _TOKEN.pattern]))

    def format(self, record: logging.LogRecord) -> str:
        try:
            line = super().format(record)
        except Exception as broken:  # noqa: BLE001 - else logging prints the record by itself, unmasked
            line = f"{record.name}: a log record that cannot be written ({broken!r}): {record.msg!r} {record.args!r}"
        return self._secret.sub(MASK, line)


def _forms(secret: str) -> set[str]:
    """Return the secret as it is and as Python's repr, JSON and an URL write it; each also within a line of JSON."""
    forms = {secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], quote(secret, safe="")}
    return forms | {json.dumps(form, ensure_ascii=False)[1:-1] for form in forms}


def _layout(layout: str, *, colours: bool) -> list[Processor]:
    if layout == "json":
        return [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    plain = structlog.dev.plain_traceback  # rich's would print local variables
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=plain),
    ]


def _log_uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("uncaught", exc_info=(kind, error or kind(), trace))
