"""Several pictures sent as one: one report, one receipt, all pictures kept with it."""

from handlers.acting import Moved
from handlers.context import Context
from handlers.spoken import evidence_in
from storage import albums


def join_album(ctx: Context) -> bool:
    """Put a further picture with the report its album's caption made. False: nothing is known of this album yet."""
    evidence = evidence_in(ctx.incoming.attachments)
    if not evidence:
        return False
    chat, album = ctx.incoming.chat.id, ctx.incoming.album
    begun = albums.waiting(ctx.conn, chat, album)
    return albums.join(ctx.conn, chat, album, evidence, ctx.now) is not None or bool(begun)


def follow_album(ctx: Context, moved: Moved) -> None:
    """From now on the other pictures of this message's album belong to the report that was made of it."""
    incoming = ctx.incoming
    if incoming.album:
        seq = next((one.seq for one in moved.events if one.evidence), moved.events[0].seq)
        albums.follow(ctx.conn, incoming.chat.id, incoming.album, moved.after.id, seq, ctx.now)
