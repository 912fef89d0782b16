"""Instalments of orders that were open before anybody looked at them: one look each, which says what has fallen due."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from storage.tables.moment import Moment

revision = "0024"
down_revision = "0023"

_WORKFLOWS = sa.table("workflows", sa.column("hash", sa.Text), sa.column("body", sa.JSON))
_LOOK = sa.text(
    "INSERT INTO instalment_checks (order_id, instalment, company, next_check_at)"
    " SELECT id, :instalment, company, :at FROM orders WHERE workflow = :workflow AND state IN ('open', 'paused')"
    " ON CONFLICT DO NOTHING"
).bindparams(sa.bindparam("instalment", type_=sa.Text), sa.bindparam("at", type_=Moment))


def upgrade() -> None:
    conn = op.get_bind()
    now = datetime.now(UTC)  # noqa: TID251 - nobody hands a migration the time
    for workflow, body in conn.execute(sa.select(_WORKFLOWS.c.hash, _WORKFLOWS.c.body)).all():
        for instalment in body.get("instalments") or ():
            if instalment.get("per") is None:  # those fall due with each delivery
                conn.execute(_LOOK, {"instalment": instalment["id"], "at": now, "workflow": workflow})
