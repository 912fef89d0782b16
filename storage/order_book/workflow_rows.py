"""Each order keeps the workflow it was opened with; equal ones are stored and parsed once."""

import hashlib
import json

from sqlalchemy import Connection, bindparam, select

from orders.centre_file.workflow import Workflow
from storage.statements.upserts import insert_into
from storage.tables.order_tables import workflows

_BODY = select(workflows.c.body).where(workflows.c.hash == bindparam("digest"))
_parsed: dict[str, Workflow] = {}  # a hash names one content for ever: nothing here grows stale


def keep(conn: Connection, workflow: Workflow) -> str:
    """Store it unless it is known; return the hash it is found by."""
    body = workflow.model_dump(mode="json")
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    conn.execute(
        insert_into(conn, workflows)
        .values(hash=digest, body=body)
        .on_conflict_do_nothing(index_elements=["hash"])
    )
    return digest


def load(conn: Connection, digest: str) -> Workflow:
    known = _parsed.get(digest)
    if known is None:
        known = Workflow.model_validate(conn.execute(_BODY, {"digest": digest}).scalar_one())
        _parsed[digest] = known
    return known
