"""What a stranger said, kept whole until they are let in; what cannot be made of it then is put aside."""

import logging
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection

from handlers.incoming import Incoming
from handlers.reply import Clock, Reply, Say, text
from storage import audit
from storage.intake.kept_reports import Kept

log = logging.getLogger(__name__)

_JSON = TypeAdapter(Incoming)


def to_json(incoming: Incoming) -> dict[str, Any]:
    """A tap's query and an ephemeral message are answered within seconds or never: they are not kept."""
    tap = replace(incoming.tap, query="") if incoming.tap else None
    kept: dict[str, Any] = _JSON.dump_python(replace(incoming, tap=tap, ephemeral=None), mode="json")
    return kept


def from_kept(kept: Kept) -> Incoming:
    return _JSON.validate_python(kept.body)


def put_aside(
    conn: Connection, user: int, kept: Kept, error: Exception, *, company: str, now: datetime
) -> Reply:
    """A kept report the bot fails on stays in the audit as it came; its sender is asked to say it again."""
    log.error("a kept report failed and was put aside", exc_info=error, extra={"user": user})
    data = {"kept_at": kept.at.isoformat(), "body": dict(kept.body), "error": type(error).__name__}
    audit.note(conn, company=company, who=None, act="kept.failed", subject=f"user:{user}", data=data, now=now)
    return Reply(says=(Say(lines=(text("kept.failed", at=Clock(at=kept.at)),), to_user=user),))
