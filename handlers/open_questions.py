"""What is said while a question is open: its answer, a report of its own, or never mind."""

import re
import unicodedata
from dataclasses import replace

from handlers import asking, plain_words
from handlers.context import Context
from handlers.finding import after_customer, glossary_of, named_stages, rows_of
from handlers.nudges.asked_lists import newest_asked
from handlers.progress import stage_asking
from handlers.progress.answers_read import readings_of
from handlers.reading.codes import code_candidates, code_key
from handlers.reading.fold import fold
from handlers.reading.report import read_report
from handlers.reply import Reply, text
from handlers.replying import here, personal
from handlers.stage_keys import NEVER_MIND, show_key
from handlers.tap_data import TapData
from storage.intake import dialogs
from storage.intake.dialogs import Dialog

FACTS = frozenset(
    {"new", "change", "case"}
)  # what these ask for may be a customer, a number, nearly anything
WANTS_ORDER = "order"  # what such a question is kept with
_MADE_UP_CODE = re.compile(r"[A-Za-z]{1,5}-?\d{3,8}(?!\w)")
_NEVER_MIND = frozenset(
    {
        "thoi",
        "bo qua",
        "khong can",
        "khoi",
        "khoi can",
        "算了",
        "不用了",
        "取消",
        "cancel",
        "never mind",
        "nevermind",
    }
)
_CALLED_OFF = frozenset({"huỷ", "hủy", "huy"})  # as typed: folded, it would be somebody called Huy
# "Thời tiết xấu" is a reason: only the accented word, or what can be nothing else, begins a change of mind.
_CHANGES_MIND = re.compile(r"(thôi|算了|never ?mind)(?!\w)|thoi (khong|khoi|ko|k|dung|bo)(?!\w)")
_WORDS_AT_MOST = 6
_POLITE = re.compile(r"(?:[\s.,!。！，]|(?<!\w)(?:nhe|nha|a|di|em|anh|chi|ban|roi|please|pls|了)(?!\w))+$")


def is_never_mind(words: str) -> bool:
    """Whether somebody wants no more of a question."""
    typed = unicodedata.normalize("NFC", words.strip())
    if typed in _CALLED_OFF or typed.rstrip(".!") in _CALLED_OFF:
        return True
    folded = fold(words)
    if folded in _NEVER_MIND or _POLITE.sub("", folded) in _NEVER_MIND:
        return True
    return len(folded.split()) <= _WORDS_AT_MOST and _CHANGES_MIND.match(typed.casefold()) is not None


def stands_by_itself(ctx: Context, asked: Dialog, words: str) -> bool:
    """Whether the words are what they are, whatever was asked: a key of the keyboard, or a line on some order."""
    if asked.data.get("wants") == WANTS_ORDER:
        return ctx.private and plain_words.is_key(words)  # an order's code is the answer
    if asked.kind == "missing" and readings_of(ctx, asked.data["kind"], words):
        return False  # "2411" is a number where a number was asked for
    if asked.kind == stage_asking.KIND and stage_asking.is_share(words):
        return False
    if ctx.private and (plain_words.is_key(words) or newest_asked(ctx, words)):
        return True
    if begins_with_code(ctx, words):
        return True
    if asked.kind in FACTS:
        return False
    if made_up := _MADE_UP_CODE.match(words.strip()):
        alone = made_up.end() == len(words.strip())
        return not (alone and asked.data.get("kind") == "text")  # the number of an invoice, of a waybill
    rest = after_customer(ctx, words)
    return bool(rest) and _reports(ctx, rest or "")


def begins_with_code(ctx: Context, words: str) -> bool:
    """Whether a line is on an order by its code: "KT-2411", "2411 xong"; a number with something else behind it may be anything."""
    for candidate in code_candidates(words):
        rows = rows_of(ctx, (candidate.case_key,))
        exact = any(code_key(row.code) == candidate.key for row in rows)
        if exact and not candidate.key.isdigit():
            return True
        if rows and _reports(ctx, words[candidate.span[1] :]):
            return True
    return False


def let_go(ctx: Context, asked: Dialog) -> Reply:
    """The question is closed and nothing is changed."""
    dialogs.close(ctx.conn, asked.id)
    order = asked.data.get("order")
    keys = ((show_key(int(order)),),) if order else ()
    tap = ctx.incoming.tap
    if tap is None or not tap.message or not ctx.private:
        return personal(ctx.incoming, text("ask.let_go"), buttons=keys)
    answer = here(ctx.incoming, text("ask.let_go"), buttons=keys)
    return Reply(says=(replace(answer, edits=tap.message),))


def never_mind(ctx: Context, tap: TapData) -> Reply:
    return let_go(ctx, asking.asked(ctx, tap.choice))


def _reports(ctx: Context, words: str) -> bool:
    """Whether what follows an order says something of it: "123 Lê Lợi" is a place, "123 xong" a report."""
    if not words.strip():
        return True
    kinds = (*ctx.centre.workflows, *ctx.centre.cases)
    stages = tuple(stage for workflow in kinds for stage in named_stages(workflow))
    now = ctx.now.astimezone(ctx.centre.zone)
    read = read_report(words, stages=stages, now=now, glossary=glossary_of(ctx.centre))
    return bool(read.stage.hits or read.meaning or read.quantity or read.estimate)


TAPS = {NEVER_MIND: never_mind}
