"""Several pictures sent as one: one report, one receipt, all pictures kept with it."""

from dataclasses import replace

from handlers.context import Context
from handlers.moves.acting import Moved
from handlers.progress.spoken import Spoken, evidence_in
from storage.intake import albums


def join_album(ctx: Context) -> bool:
    """Put a further picture to its album. False: it is the album's first, and its own words (if any) are to be read."""
    incoming = ctx.incoming
    if not incoming.album or incoming.text or not incoming.attachments:
        return False
    begun = albums.known(ctx.conn, incoming.chat.id, incoming.album)
    _keep(ctx)
    return begun


def begin_album(ctx: Context) -> None:
    """Let the pictures that follow a caption be quiet, whatever became of it: asked back, refused, no report at all."""
    incoming = ctx.incoming
    if incoming.album and incoming.text and not albums.known(ctx.conn, incoming.chat.id, incoming.album):
        _keep(ctx)


def gathered(ctx: Context, spoken: Spoken) -> Spoken:
    """The report with all pictures of its album that have come so far."""
    if not spoken.album or spoken.source is None:
        return spoken
    more = albums.waiting(ctx.conn, spoken.source.chat, spoken.album)
    return replace(spoken, evidence=tuple(dict.fromkeys((*spoken.evidence, *more))))


def follow_album(ctx: Context, spoken: Spoken, moved: Moved) -> None:
    """From now on the other pictures of the report's album belong to the move that was made of it."""
    if spoken.album and spoken.source is not None:
        seq = next((one.seq for one in moved.events if one.evidence), moved.events[0].seq)
        albums.follow(ctx.conn, spoken.source.chat, spoken.album, moved.after.id, seq, ctx.now)


def _keep(ctx: Context) -> None:
    incoming = ctx.incoming
    albums.join(ctx.conn, incoming.chat.id, incoming.album, evidence_in(incoming.attachments), ctx.now)
