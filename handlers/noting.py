"""What somebody does outside the orders is noted in the trail, with who did it and when."""

from collections.abc import Mapping
from typing import Any

from handlers.context import Context
from storage import audit


def note_act(ctx: Context, act: str, subject: str, data: Mapping[str, Any], *, company: str = "") -> None:
    """``company``: where it is another than the one the chat stands for."""
    audit.note(
        ctx.conn,
        company=company or ctx.company,
        who=ctx.me.id,
        act=act,
        subject=subject,
        data=data,
        now=ctx.now,
    )
