"""Which digests of one place bear the same things, and as which messages each of them stands there."""

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, select, union_all

from storage.chasing.digest_rows import Digest
from storage.post import said
from storage.post.said import Said
from storage.tables.post_tables import outbox, parts
from storage.tables.reminder_tables import digest_lines, digests, reminders

_its = digest_lines.alias("its")
_about = reminders.alias("about")
_OTHERS = (
    select(_its.c.reminder, digests.c.id)
    .join(_about, _about.c.id == _its.c.reminder)
    .join(reminders, (reminders.c.kind == _about.c.kind) & (reminders.c.ref == _about.c.ref))
    .join(digest_lines, digest_lines.c.reminder == reminders.c.id)
    .join(digests, digests.c.id == digest_lines.c.digest)
    .where(
        _its.c.digest == bindparam("of_digest"),
        _its.c.number.is_not(None),
        digest_lines.c.number.is_not(None),
        digests.c.id != bindparam("of_digest"),
        digests.c.state == "said",
        digests.c.company == bindparam("of_company"),
        digests.c.chat == bindparam("in_chat"),
        digests.c.thread == bindparam("in_thread"),
    )
)
_SENT_AS = union_all(
    select(outbox.c.message_id).where(outbox.c.id == bindparam("letter")),
    select(parts.c.message_id).where(parts.c.letter == bindparam("letter")),
)


def borne_besides(conn: Connection, digest: Digest) -> Mapping[int, frozenset[int]]:
    """By each reminder that stands in its message: the other digests said in its place that bear the same thing."""
    place = {"of_company": digest.company, "in_chat": digest.chat, "in_thread": digest.thread or 0}
    found: dict[int, set[int]] = {}
    for reminder, other in conn.execute(_OTHERS, {"of_digest": digest.id, **place}):
        found.setdefault(reminder, set()).add(other)
    return {reminder: frozenset(others) for reminder, others in found.items()}


def messages(conn: Connection, digest: Digest, note: str) -> tuple[Said, ...]:
    """Its own messages, as far as they are remembered; not the answers to it, which bear the same note."""
    own = set(conn.execute(_SENT_AS, {"letter": digest.letter}).scalars())
    return tuple(one for one in said.messages_of(conn, note) if one.message_id in own)
