"""Answers to a digest or another numbered list: by its numbers, below it or right after it, and a tap on a number."""

import re
from collections.abc import Sequence
from functools import partial

from handlers.context import Context
from handlers.duties import duty_answers
from handlers.finding import after_customer, begins_with_order, glossary_of, named_stages, rows_of
from handlers.holds import still_held
from handlers.late.late_lines import WANTED
from handlers.late.late_said import said_of
from handlers.moves.acting import Moved, load
from handlers.news.acknowledging import read_by_line
from handlers.nudges import closing_all
from handlers.nudges.asked_lists import MOST_NUMBERS, asked_under, newest_asked
from handlers.nudges.claiming import claimed
from handlers.nudges.digest_message import note_of
from handlers.nudges.line_answers import open_line
from handlers.nudges.nudge_lines import HOLDING
from handlers.nudges.putting_off import said_later
from handlers.nudges.unread_answers import (
    names_anothers_work,
    not_recorded,
    not_understood,
    only_acknowledged,
    only_ok,
    says_stuck,
)
from handlers.nudges.which_line import SHOWN, Asked, number_keys, which
from handlers.progress.offers_answered import answers_offer, offer_answered, offer_moved
from handlers.progress.reporting import move_for, move_on, moved_reply, report_on, says_something, spoken_on
from handlers.progress.spoken import Spoken, spoken_in
from handlers.progress.update import UNDOS_PER_ROW, Became, by_itself
from handlers.reading.claiming import claims_said
from handlers.reading.codes import code_candidates
from handlers.reading.later import puts_off
from handlers.reading.names import Found, match_stage
from handlers.reading.numbered import Numbered, Said, begins_a_report, numbers_a_line, read_numbered
from handlers.reply import Button, Listed, Reply, Say, Text, text
from handlers.replying import alone, here, personal
from handlers.stage_keys import DIGEST_LINE, in_rows, show_key
from handlers.tap_data import TapData
from handlers.wording import order_title
from orders.order import Order
from orders.refusals.stale import TapUnreadable
from storage.chasing.checks_due import Thing
from storage.chasing.digest_rows import Line
from storage.order_book import orders_rows

_APART = re.compile(r"[\s,]")


def in_reply(ctx: Context, note: str) -> Reply | None:
    """What is said below a digest; None where the message was none, or the words are about something else."""
    asked = asked_under(ctx, note)
    words = ctx.incoming.text.strip()
    if asked is None or after_customer(ctx, words) is not None:
        return None
    return _about_several(ctx, asked, words) if asked.by_number(words) else _about_one(ctx, asked, words)


def right_after(ctx: Context) -> Reply | None:
    """In private, words that begin with numbers of the last digest. What may be an order's code as well is asked."""
    words = ctx.incoming.text.strip()
    asked = newest_asked(ctx, words)
    if asked is None:
        return None
    for candidate in code_candidates(words):
        typed = words[slice(*candidate.span)]
        if rows := rows_of(ctx, (candidate.key,)):
            codes = Listed(items=tuple(row.code for row in rows))
            keys = in_rows([show_key(row.id, row.code) for row in rows], 2)
            line = text("nudge.or_order", words=words[:SHOWN], codes=codes)
            return personal(ctx.incoming, line, buttons=keys) if _APART.search(typed) else None
    return _about_several(ctx, asked, words)


def line_tapped(ctx: Context, tap: TapData) -> Reply:
    """A number: its line's answers, for whoever tapped it."""
    asked = asked_under(ctx, note_of(tap.order))
    if asked is None or not tap.choice.isdecimal() or int(tap.choice) not in asked.lines:
        raise TapUnreadable
    return open_line(ctx, asked.lines[int(tap.choice)])


def _about_one(ctx: Context, asked: Asked, words: str) -> Reply | None:
    [line] = asked.lines.values()
    words, other = _of_the_only(ctx, line, words)
    if line.reminder.duty is not None:
        about_order = not ctx.incoming.attachments and _names_an_order(ctx, words)
        return None if about_order else _on_line(ctx, line, words)
    thing = line.reminder.of_order
    if _names_an_order(ctx, words) or not (words or ctx.incoming.attachments):
        return None
    order = orders_rows.load(ctx.conn, thing.order)
    says = (
        says_something(ctx, order, words)
        or puts_off(words)
        or claims_said(words)
        or (thing.stage is not None and answers_offer(order, thing.stage, words))
        or still_held.says_over(order, thing.stage or "", words)
    )
    answer = _on_line(ctx, line, words) if says and not other else not_understood(ctx, line, words)
    return answer or (_on_line(ctx, line, words) if says else None)


def _of_the_only(ctx: Context, line: Line, words: str) -> tuple[str, bool]:
    """Of "1 xong" what is said of the only line, which bears no number; and whether a number is named that no line has.

    Where the work is counted a number may be how many are done; "1 người nghỉ" counts too, and stays as it is.
    """
    thing = line.reminder.thing
    read = read_numbered(words, 1, apart=lambda piece: begins_with_order(ctx, piece))
    if read is None or (isinstance(thing, Thing) and _counts(ctx, thing)):
        return words, False
    said = read.said[0] if len(read.said) == 1 and not (read.unknown or read.unclear or read.others) else None
    if said is None or not said.words or said.of_all:
        return words, bool(read.unknown)
    may_count = (
        not numbers_a_line(words) and not begins_a_report(said.words) and not _names_it(ctx, line, said.words)
    )
    return words if may_count else said.words, False


def _names_it(ctx: Context, line: Line, words: str) -> bool:
    """Whether words begin with the stage, or say that the duty is handed in."""
    if line.reminder.duty is not None:
        return duty_answers.says_handed_in(words)
    order = orders_rows.load(ctx.conn, line.reminder.of_order.order)
    match = match_stage(words, named_stages(order.workflow), glossary_of(ctx.centres[order.company]))
    return match.found is Found.EXACT and not words[: match.span[0]].strip()


def _counts(ctx: Context, thing: Thing) -> bool:
    stage = thing.stage
    return stage is None or orders_rows.load(ctx.conn, thing.order).workflow.stage(stage).quantity is not None


def _about_several(ctx: Context, asked: Asked, words: str) -> Reply | None:
    read = read_numbered(words, asked.most, apart=lambda piece: begins_with_order(ctx, piece))
    if read is not None:
        return _answered(ctx, asked, read)
    return None if _names_an_order(ctx, words) else which(ctx, asked, words)


def _names_an_order(ctx: Context, words: str) -> bool:
    """Known or not, as long as it is no word with the number of a line: "xong 2"."""
    figures = max((sum(map(str.isdigit, one.key)) for one in code_candidates(words)), default=0)
    return figures > len(str(MOST_NUMBERS)) and begins_with_order(ctx, words)


def _answered(ctx: Context, asked: Asked, read: Numbered) -> Reply:
    """One answer as any report is answered; several in one message, each recorded or refused by itself."""
    named = [(number, words) for one in read.said for number, words in _named(asked, one)]
    if len(named) == 1 and named[0][0] in asked.lines and not (read.unknown or read.unclear or read.others):
        number, words = named[0]
        return _on_line(ctx, asked.lines[number], words)
    said_of = [(number, words) for number, words in named if words and number in asked.lines]
    bare = [number for number, words in named if not words and number in asked.lines]
    answers, open_ones, notices, backs = _each(ctx, asked, said_of)
    recorded = len(answers) > len(open_ones)
    offer = _all_at_once(ctx, asked, read)
    if offer is not None:
        answers.append(offer.line)
    if unsaid := [number for number in bare if offer is None or number not in offer.numbers]:
        answers.append(text("nudge.say_what", numbers=" ".join(map(str, unsaid))))
    for piece in read.others:
        became = by_itself(ctx, partial(move_for, ctx, spoken_in(ctx.incoming, piece, commanded=False)))
        answers.append(became.line)
        notices += became.notices
        backs += [became.back] if became.back else []
        recorded = recorded or became.recorded
    unknown = (*(number for number, _ in named if number not in asked.lines), *read.unknown)
    if unknown:
        answers.append(text("nudge.no_such", numbers=Listed(items=tuple(map(str, unknown)))))
    answers += [text("nudge.unclear", words=piece[:SHOWN]) for piece in read.unclear]
    keys = number_keys(ctx, asked, [*open_ones, *bare] or ([] if recorded else sorted(asked.lines)))
    if offer is not None:
        keys = ((offer.key,), *keys)
    keys = (*keys, *in_rows(backs, UNDOS_PER_ROW))
    say = here if recorded else alone  # mistakes are for the asker's eyes
    answer = say(ctx.incoming, *answers, buttons=keys, note_for=asked.note)
    pictured = recorded and any(one.kind in {"photo", "file", "video"} for one in ctx.incoming.attachments)
    return Reply(says=(answer, *notices), reaction="👌" if pictured else "")


def _all_at_once(ctx: Context, asked: Asked, read: Numbered) -> closing_all.Offer | None:
    said = next((one.words for one in read.said if one.of_all), None)
    return closing_all.offered(ctx, asked, said) if said and closing_all.is_long(asked) else None


def _named(asked: Asked, said: Said) -> list[tuple[int, str]]:
    """What is said of each number. "All done" closes no long list of one's own by itself, and hands no duty in."""
    if not said.of_all:
        return [(number, said.words) for number in said.numbers]
    is_long = closing_all.is_long(asked)
    return [
        (number, "" if is_long or line.reminder.duty is not None else said.words)
        for number, line in sorted(asked.lines.items())
    ]


def _each(
    ctx: Context, asked: Asked, named: Sequence[tuple[int, str]]
) -> tuple[list[Text], list[int], list[Say], list[Button]]:
    """A line for each number, the numbers that still have to be answered, who else hears of it, and what takes each back."""
    answers: list[Text] = []
    open_ones: list[int] = []
    notices: list[Say] = []
    backs: list[Button] = []
    for number, words in named:
        duty = asked.lines[number].reminder.duty
        if duty is not None:
            became = duty_answers.on_one_of_several(ctx, duty, words)
            open_ones += [number] * (not became.recorded)
            answers.append(text("nudge.numbered", number=number, line=became.line))
            notices += became.notices
            backs += became.back_on(number)
            continue
        thing = asked.lines[number].reminder.of_order
        order = orders_rows.load(ctx.conn, thing.order)
        became = Became(line=text("nudge.by_keys"))
        if (heard := only_ok(ctx, asked.lines[number], order, words)) is not None:
            became = Became(line=heard)
        elif _by_words(thing, words) and not claims_said(words):
            became = by_itself(ctx, partial(_move_on_line, ctx, asked.lines[number], words))
        line = became.line
        if not became.recorded:
            open_ones.append(number)
            line = text("receipt.short", order=order_title(order), line=line)
        answers.append(text("nudge.numbered", number=number, line=line))
        notices += became.notices
        backs += became.back_on(number)
    return answers, open_ones, notices, backs


def _by_words(thing: Thing, words: str) -> bool:
    """What is asked of a whole order is answered by buttons, if it is not put off; so is money."""
    return thing.stage is not None or (puts_off(words) and not thing.instalment)


def _move_on_line(ctx: Context, line: Line, words: str) -> Moved:
    thing = line.reminder.of_order
    if (later := said_later(ctx, thing, words)) is not None:
        return later
    order = load(ctx, thing.order)
    spoken = spoken_on(ctx, order, thing.stage or "", words)
    besides = offer_moved(ctx, order, spoken) or _said_besides(ctx, line, order, spoken)
    return besides or move_on(ctx, order, spoken)


def _on_line(ctx: Context, line: Line, words: str) -> Reply:
    if line.reminder.duty is not None:
        return duty_answers.on_line(ctx, line.reminder.duty, words)
    thing = line.reminder.of_order
    if (later := said_later(ctx, thing, words)) is not None:
        return moved_reply(ctx, later)
    if line.reminder.rule in WANTED and (asked_next := said_of(ctx, load(ctx, thing.order), words)):
        return asked_next
    if thing.stage is None or not (words or ctx.incoming.attachments):
        shown = open_line(ctx, line)
        return not_recorded(shown, words) if words else shown
    order = load(ctx, thing.order)
    if claims_said(words):
        return claimed(ctx, order, thing.stage)
    if (answer := only_acknowledged(ctx, line, order, words)) is not None:
        return answer
    spoken = spoken_on(ctx, order, thing.stage, words)
    if not spoken.stage and names_anothers_work(ctx, order, words):
        if not says_stuck(words):
            return not_understood(ctx, line, words) or report_on(ctx, order, spoken)
        spoken = spoken.on_stage(thing.stage, None)
    if (answer := offer_answered(ctx, order, spoken)) is not None:
        return answer
    moved = _said_besides(ctx, line, order, spoken)
    return moved_reply(ctx, moved) if moved else report_on(ctx, order, spoken)


def _said_besides(ctx: Context, line: Line, order: Order, spoken: Spoken) -> Moved | None:
    read = read_by_line(ctx, order, line.reminder, spoken)
    return read or still_held.said_of_it(ctx, order, spoken, asked=line.reminder.rule in HOLDING)


TAPS = {DIGEST_LINE: line_tapped, **closing_all.TAPS}
