"""Flags of an order (rush, OEM, a new product): said in words, raised and lowered by a button."""

import re

from handlers.context import Context
from handlers.moves.acting import act, order_tapped
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import source_of
from handlers.reading.fold import fold
from handlers.reply import Reply
from handlers.stage_keys import FLAG
from handlers.tap_data import TapData
from orders.centre_file.workflow import FlagId, Workflow
from orders.refusals.stale import TapUnreadable
from orders.whole_order_moves import SetFlags

_BETWEEN = re.compile(r"[,，、/+&]|\s(?:và|va|and)\s|[和与]")


def flags_said(workflow: Workflow, words: str) -> frozenset[FlagId]:
    """The flags that the words are a list of; none where anything else stands among them: nothing is guessed."""
    named = {fold(word): flag for flag, names in workflow.flags.items() for word in names.words(flag)}
    whole = named.get(fold(words))
    if whole is not None:
        return frozenset({whole})
    found = [named.get(fold(one)) for one in _BETWEEN.split(words)]
    return frozenset(flag for flag in found if flag is not None) if None not in found else frozenset()


def flagged(ctx: Context, tap: TapData) -> Reply:
    """The button of a flag: it says whether it raises or lowers, so that a second tap does not turn it back."""
    order = order_tapped(ctx, tap)
    way, flag = tap.choice[:1], tap.choice[1:]
    if way not in {"+", "-"} or flag not in order.workflow.flags:
        raise TapUnreadable
    meant = frozenset({flag})
    raised, lowered = (meant, frozenset[str]()) if way == "+" else (frozenset[str](), meant)
    move = SetFlags(raised=raised, lowered=lowered, source=source_of(ctx.incoming))
    return moved_reply(ctx, act(ctx, order, move))


TAPS = {FLAG: flagged}
