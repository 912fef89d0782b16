"""The buttons under a stage: only moves that are legal now, for the person who will see them."""

from collections.abc import Iterable

from handlers.reply import Button, Param, Style, Text
from handlers.tap_data import TapData, pack
from orders.legal import legal_moves
from orders.moves import Actor
from orders.order import Order, OrderId

# Two-letter verbs leave room for long stage ids in a button's 64 bytes.
RECEIVE, DECLINE, DONE, PROGRESS, ESTIMATE = "rc", "dc", "dn", "pg", "es"
HOLD, RESUME, APPROVE, REJECT, SEND_BACK = "hl", "rs", "ap", "rj", "sb"
UNDO, SHOW, STAGE, PICK_ORDER, PICK_STAGE = "un", "or", "st", "po", "ps"
AS_DONE, AS_NOTE, HOLD_AS = "ad", "an", "ha"  # answers to "done, or only a note?" and "what kind of hold?"
AS_AMOUNT, AS_DAY = "aa", "ay"  # what "3/5" is
AS_DAY_OF, AS_FIELD, NEVER_MIND = (
    "rd",
    "fv",
    "nm",
)  # one of several days, words that were said, no answer at all
ACKNOWLEDGE, RECALL = "ak", "rl"
AS_MORE, AS_IN_ALL, AS_COMPLETE = "qm", "qt", "qa"  # what a figure adds to a delivery; all of it is there
GRANT, REFUSE = "gy", "gn"
AS_SIGNED, FLAG = "sg", "fg"  # "my picture shows the signature"; a flag raised or lowered
PICK_FOR_PHOTO, HISTORY, TEXTS = "pp", "hy", "tx"
STORY_PICTURE, STORY_FILE = "hp", "hf"
CANCEL, PAUSE, UNPAUSE = "cx", "pa", "up"
CHANGE, CHANGE_VALUE = "ch", "cv"
OVERRIDE = "ov"
DISPUTE, UPHOLD = "dp", "uh"
CALL, PAPERS = "cl", "pf"  # whom to call; the papers of a stage
CASE_KIND, CASE_PARENT, CASE_LINK, CASE_LINK_TO, CASE_BLOCK = "ck", "cp", "cn", "ct", "cb"
CASE_LIST = "cf"
ASSIGN, PUSH = "gv", "gi"
LATE, LATE_CAUSE, LATE_DAY, LATE_ACCEPT, LATE_RETURN, LATE_TO, LATE_MOVE = (
    "lt",
    "lc",
    "ly",
    "lo",
    "lb",
    "lw",
    "lm",
)
DIGEST_LINE, ALL_DONE, STILL_HELD, PUT_OFF, CLAIM = "dl", "da", "vh", "zz", "ng"
FILE_RUN, FILE_DROP, FILE_LINES, FILE_UNDO = "fr", "fd", "fl", "fu"
FILE_AGAIN, FILE_TEMPLATE, FILE_MEANT, MY = "ft", "fm", "fk", "wk"
HOLD_OURS, NOT_OURS, DECIDE_HOLD = "hb", "hx", "hd"
QR_ORDER, QR_PICK, QR_AGAIN, QR_CANCEL, QR_PART = "qo", "qp", "qn", "qx", "qi"
PAID, PAID_ORDER, PAID_PICK, PAID_UNDO, PAID_ON = "yd", "yo", "yp", "yu", "yn"
PAID_ALL, PAID_PART = "ya", "yi"
NEW_OPEN, NEW_THROW, NEW_SKIP, NEW_VALUE, NEW_KIND = "no", "nt", "nk", "nv", "nw"

_SHAPES: tuple[tuple[str, str, str, Style], ...] = (
    ("acknowledge", ACKNOWLEDGE, "button.acknowledge", "success"),
    ("receive", RECEIVE, "button.received", "success"),
    ("approve", APPROVE, "button.approve", "success"),
    ("done", DONE, "button.done", "success"),
    ("progress", PROGRESS, "button.progress", ""),
    ("estimate", ESTIMATE, "button.estimate", ""),
    ("override", OVERRIDE, "button.override", ""),
    ("resume", RESUME, "button.resume", "success"),
    ("own_hold", HOLD_OURS, "button.hold_ours", ""),
    ("refuse_hold", NOT_OURS, "button.not_ours", ""),
    ("decide_hold", DECIDE_HOLD, "button.decide_hold", ""),
    ("hold", HOLD, "button.hold", ""),
    ("decline", DECLINE, "button.decline", ""),
    ("reject", REJECT, "button.reject", "danger"),
    ("send_back", SEND_BACK, "button.send_back", ""),
    ("recall", RECALL, "button.recall", ""),
)
PER_ROW = 3


def stage_keys(order: Order, stage: str, actor: Actor) -> tuple[tuple[Button, ...], ...]:
    """Buttons for every legal move of ``actor`` on one stage, most usual first."""
    legal = set(legal_moves(order, stage, actor))
    if "progress" in legal:
        legal.add("done")
    if "resume" in legal:
        legal -= {"progress", "estimate"}  # what stands still is resumed or done, nothing between
    record = order.stage(stage)
    versions = (
        {ACKNOWLEDGE: record.notice.number} if record.notice else {}
    )  # others' receipts make it not stale
    buttons = [
        key(
            label,
            verb,
            order=order.id,
            stage=stage,
            version=versions.get(verb, record.version),
            style=style,
        )
        for move, verb, label, style in _SHAPES
        if move in legal
    ]
    return in_rows(buttons)


def key(
    label: str,
    verb: str,
    *,
    order: OrderId | int = 0,
    stage: str = "",
    version: int = 0,
    choice: str = "",
    style: Style = "",
    **params: Param,
) -> Button:
    """One button that taps back to ``verb``."""
    data = pack(TapData(verb=verb, order=order, stage=stage, version=version, choice=choice))
    return Button(label=Text(key=label, params=params), data=data, style=style)


def stage_key(
    order: Order, stage: str, verb: str, label: Text, *, choice: str = "", style: Style = ""
) -> Button:
    """A button about a stage as it stands now."""
    version = order.stage(stage).version
    data = TapData(verb=verb, order=order.id, stage=stage, version=version, choice=choice)
    return Button(label=label, data=pack(data), style=style)


def acknowledge_key(order: Order, stage: str, department: str) -> Button:
    """For one of the departments that a stage notifies."""
    notice = order.stage(stage).notice
    number = notice.number if notice else 0
    return key("button.acknowledge", ACKNOWLEDGE, order=order.id, stage=stage, version=number, choice=department,
               style="success")  # fmt: skip


def show_key(order: OrderId | int, code: Param = "") -> Button:
    """To the order's card; named by its code where several stand side by side."""
    return (
        key("button.plain", SHOW, order=order, name=code) if code else key("button.show", SHOW, order=order)
    )


def draft_keys(order: Order) -> tuple[tuple[Button, ...], ...]:
    """What is true of a draft, and what becomes of it."""
    return (
        *in_rows(flag_keys(order), 2),
        (
            key("button.open_order", NEW_OPEN, order=order.id, style="success"),
            key("button.change", CHANGE, order=order.id),
            key("button.throw_away", NEW_THROW, order=order.id),
        ),
    )


def flag_keys(order: Order) -> tuple[Button, ...]:
    """A button for each flag of the workflow, which turns it round."""
    return tuple(
        key(
            "button.lower_flag" if flag in order.flags else "button.raise_flag",
            FLAG,
            order=order.id,
            choice=f"{'-' if flag in order.flags else '+'}{flag}",
            flag=names,
        )
        for flag, names in order.workflow.flags.items()
    )


def never_mind_key(question: str) -> Button:
    """Closes a question without an answer."""
    return key("button.never_mind", NEVER_MIND, choice=question)


def undo_key(order: Order, move: int) -> Button:
    """Takes back exactly this move: after anything later the tap is answered with what happened since."""
    return key("button.undo", UNDO, order=order.id, version=move)


def dispute_key(order: Order, stage: str, move: int) -> Button:
    """Says that what was reported in one's name by this move is not so."""
    return key("button.dispute", DISPUTE, order=order.id, stage=stage, version=move)


def in_rows(buttons: Iterable[Button], per_row: int = PER_ROW) -> tuple[tuple[Button, ...], ...]:
    listed = tuple(buttons)
    return tuple(listed[start : start + per_row] for start in range(0, len(listed), per_row))
