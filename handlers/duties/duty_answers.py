"""What people say and tap of a duty: that it is handed in, signed, sent back or taken back."""

import re
from dataclasses import replace
from unicodedata import normalize

from handlers import asking
from handlers.context import Context
from handlers.duties.duty_keys import (
    HAND_IN,
    HAND_IN_FOR,
    HAND_IN_KEPT,
    OPEN,
    SEND_BACK,
    SIGN,
    TAKE_BACK,
    kept_key,
    open_keys,
    same_version,
    stead_key,
    undo_keys,
)
from handlers.duties.duty_lines import duty_line, duty_name, params_of
from handlers.duties.duty_rights import in_their_stead, may_hand_in, signs, waits_for_signature
from handlers.duties.handing_in import hand_in, handed_reply, load, send_back, sign, take_back
from handlers.duties.said_of_duties import is_it, may_be_it
from handlers.files import begin, table_in
from handlers.overviews.owed_lines import note_of_duty
from handlers.progress.speaking_for import in_somebodys_name
from handlers.progress.spoken import Spoken, from_json, source_of, spoken_in, to_json
from handlers.progress.update import Became
from handlers.reading.fold import folded
from handlers.reading.later import puts_off
from handlers.reading.meaning import Kind, Shade, read_meaning
from handlers.refusing import refusal_line
from handlers.reply import Reply, Text, text
from handlers.replying import personal
from handlers.tap_data import TapData
from handlers.wording import department_name
from orders.duties import DutyDay
from orders.refusals import BotError
from orders.refusals.duties import DutyNotPutOff, DutyNotYet
from storage.intake import dialogs
from storage.intake.dialogs import Dialog
from storage.statements.undo_points import UndoPoint

# The whole of what is said, and that it has happened: "nộp nhé" and "提交" are orders.
_WHO = r"(?:(?:ben )?(?:em|minh|anh|chi|toi) )?"
_HANDED = re.compile(
    rf"{_WHO}(?:da |vua |moi )+{_WHO}(?:nop|gui|trinh|phat)(?: (?:roi|xong|du))*(?: (?:a|nhe|nha|anh|chi|em|sep))*"
    rf"|{_WHO}(?:nop|gui|trinh|phat)(?: du)?(?: (?:roi|xong)(?: (?:a|nhe|nha|anh|chi|em|sep))*| du(?: a)?)"
    r"|(?:我们?)?都?(?:已经?|刚刚?)(?:提交|上交|交|发|递交)(?:上去|过去)?了?"
    r"|(?:我们?)?都?(?:提交|上交|交|发|递交)(?:上去|过去)?了"
    r"|(?:already |all )?(?:handed in|submitted|sent)(?: in)?"
)
_YES = re.compile(r"\s*dạ[\s,]+", re.IGNORECASE)  # without its accent it is "đã": it has happened
_SHOWN = 60  # characters of what was said that a question repeats


def on_line(ctx: Context, number: int, words: str, *, named: bool = False, commanded: bool = False) -> Reply:
    """Said below the line that asks for it, or (``named``) behind its name, which alone means that it is handed in.

    ``commanded``: whatever is said behind it is what is handed in, unless it may say that it is not ready. A file of reports does what such a file does besides.
    """
    day = load(ctx, number)
    if not (words or ctx.incoming.attachments or named) or _asks(ctx, words) or _is_to_sign(ctx, day):
        return opened(ctx, day)
    spoken = read(ctx, day, words, named=named)
    if spoken is None and commanded and not _in_doubt(ctx, day, words):
        spoken = said(ctx, day, words)
    if spoken is None:
        meant = said(ctx, day, words)
        return (
            _asked_in_whose_stead(ctx, day, meant)
            if _of_whose_word(ctx, day, meant)
            else _asked_whether(ctx, day, words)
        )
    reply = handed_or_asked(ctx, day, spoken)
    _work_on_table(ctx)
    return reply


def on_one_of_several(ctx: Context, number: int, words: str) -> Became:
    """The same in one line; where it is refused the others stand."""
    undo_point = UndoPoint(ctx.conn)
    try:
        day = load(ctx, number)
        if _asks(ctx, words) or _is_to_sign(ctx, day):
            return Became(line=duty_line(ctx.view_of(day.company), day))
        spoken = read(ctx, day, words)
        if spoken is None:
            return Became(line=_is_this_it(ctx, day, words))
        if _of_whose_word(ctx, day, spoken):
            return Became(line=Text(key="duty.whose_word", params=params_of(ctx.centres[day.company], day)))
        handed = hand_in(ctx, day, spoken)
        undo_point.commit()
    except BotError as refusal:
        undo_point.rollback()
        return Became(line=refusal_line(ctx, refusal))
    _work_on_table(ctx)
    [[back]] = undo_keys(handed.day)
    return Became(line=handed.line, notices=handed.notices, recorded=True, back=back)


def said(ctx: Context, day: DutyDay, words: str) -> Spoken:
    """As it was said; the first line may say in whose name."""
    first, *rest = words.split("\n", 1)
    spoken = in_somebodys_name(ctx, day.company, spoken_in(ctx.incoming, first, commanded=False))
    return replace(spoken, text="\n".join((spoken.text, *rest)).strip())


def read(ctx: Context, day: DutyDay, words: str, *, named: bool = False) -> Spoken | None:
    """What is handed in; None where nobody can tell whether these words are. Raises DutyNotYet, DutyNotPutOff."""
    spoken = said(ctx, day, words)
    if spoken.evidence or (named and not spoken.text):
        return spoken
    words = spoken.text
    bare = _bare(words)
    meaning = None if "\n" in words else read_meaning(words)
    if _HANDED.fullmatch(bare) or (meaning is not None and meaning.kind is Kind.DONE):
        return replace(spoken, text="")
    if "\n" in words:
        return spoken
    later = puts_off(words)
    duty = ctx.centres[day.company].duty(day.duty)
    if duty is not None and meaning is not None and not later and may_be_it(duty, words, meaning):
        return None
    if later or (meaning is not None and meaning.shade is Shade.ESTIMATE):
        raise DutyNotPutOff(duty=day.duty, due=day.due_at)
    if meaning is not None or bare.endswith("%"):
        raise DutyNotYet(duty=day.duty)
    return None


def says_handed_in(words: str) -> bool:
    """Whether no more is said than that it has been handed in."""
    return _HANDED.fullmatch(_bare(words)) is not None


def _bare(words: str) -> str:
    return folded(_YES.sub("", normalize("NFC", words), count=1)).text.strip(" .!。！")


def kept_of(ctx: Context, day: DutyDay, words: str, *, alone: bool) -> Spoken:
    """What is kept while it is asked which one is meant. Raises DutyNotYet, DutyNotPutOff where it can be (``alone``) no other."""
    try:
        return read(ctx, day, words) or said(ctx, day, words)
    except (DutyNotYet, DutyNotPutOff):
        if alone:
            raise
    return said(ctx, day, words)


def _in_doubt(ctx: Context, day: DutyDay, words: str) -> bool:
    """Whether the words may only say when it comes, or that it does not."""
    duty, meaning = ctx.centres[day.company].duty(day.duty), read_meaning(said(ctx, day, words).text)
    return duty is not None and meaning is not None and not is_it(duty, words, meaning)


def _asks(ctx: Context, words: str) -> bool:
    """Whether it is asked how it stands: “nộp chưa?”."""
    meaning = None if ctx.incoming.attachments or "\n" in words.strip() else read_meaning(words)
    return meaning is not None and meaning.shade is Shade.QUESTION


def opened(ctx: Context, day: DutyDay) -> Reply:
    """How it stands, and what can be done with it."""
    return personal(ctx.incoming, *shown(ctx, day), buttons=open_keys(day))


def shown(ctx: Context, day: DutyDay) -> list[Text]:
    lines = [duty_line(ctx.view_of(day.company), day)]
    if day.returned:
        lines.append(text("duty.returned", reason=day.returned))
    return lines


def hand_in_tapped(ctx: Context, tap: TapData) -> Reply:
    """There is nothing to be shown: a meeting held, a paper laid on a desk."""
    spoken = Spoken(text="", source=source_of(ctx.incoming))
    return handed_or_asked(ctx, load(ctx, tap.order), spoken)


def hand_in_kept(ctx: Context, tap: TapData) -> Reply:
    """What was said or sent before the question which duty it is."""
    return handed_or_asked(ctx, load(ctx, tap.order), _kept(ctx, tap))


def hand_in_for_others(ctx: Context, tap: TapData) -> Reply:
    """Asked, and confirmed."""
    return handed_reply(ctx, hand_in(ctx, load(ctx, tap.order), _kept(ctx, tap)))


def _kept(ctx: Context, tap: TapData) -> Spoken:
    return from_json(asking.kept_for(ctx, tap.choice, "picture").data)


def handed_or_asked(ctx: Context, day: DutyDay, spoken: Spoken) -> Reply:
    """Nobody hands in what others owe by a slip: who neither says whose word it is nor brings it is asked first."""
    if _of_whose_word(ctx, day, spoken):
        return _asked_in_whose_stead(ctx, day, spoken)
    return handed_reply(ctx, hand_in(ctx, day, spoken))


def _of_whose_word(ctx: Context, day: DutyDay, spoken: Spoken) -> bool:
    actor = ctx.actors[day.company]
    others = day.handed is None and may_hand_in(actor, day) and in_their_stead(actor, day)
    return others and not (spoken.on_behalf or spoken.evidence)


def _asked_in_whose_stead(ctx: Context, day: DutyDay, spoken: Spoken) -> Reply:
    kept = asking.wait_for(ctx, "picture", to_json(spoken))
    centre = ctx.centres[day.company]
    line = Text(key="duty.in_their_stead", params=params_of(centre, day))
    key = stead_key(day.id, kept, department_name(centre, day.department))
    return personal(ctx.incoming, line, buttons=((key,),), note_for=note_of_duty(day))


def sign_tapped(ctx: Context, tap: TapData) -> Reply:
    day = load(ctx, tap.order)
    if day.handed is not None and not same_version(day, tap.version):
        return opened(ctx, day)  # something else has been handed in since
    return handed_reply(ctx, sign(ctx, day))


def send_back_tapped(ctx: Context, tap: TapData) -> Reply:
    """Why is asked for: the department has to know what to mend."""
    day = load(ctx, tap.order)
    if not same_version(day, tap.version):
        return opened(ctx, day)
    data = {"duty": day.id, "version": tap.version}
    name = duty_name(ctx.centres[day.company], day)
    return asking.ask(ctx, "duty_return", data, text("duty.why_return", duty=name), placeholder="ask.reason")


def sent_back(ctx: Context, dialog: Dialog) -> Reply:
    day = load(ctx, dialog.data["duty"])
    dialogs.close(ctx.conn, dialog.id)
    if not same_version(day, dialog.data["version"]):
        return opened(ctx, day)
    return handed_reply(ctx, send_back(ctx, day, ctx.incoming.text.strip()))


def take_back_tapped(ctx: Context, tap: TapData) -> Reply:
    day = load(ctx, tap.order)
    if day.handed is not None and not same_version(day, tap.version):
        return opened(ctx, day)  # the button was about another one
    return handed_reply(ctx, take_back(ctx, day))


def open_tapped(ctx: Context, tap: TapData) -> Reply:
    return opened(ctx, load(ctx, tap.order))


def _is_to_sign(ctx: Context, day: DutyDay) -> bool:
    """It is there, and waits for this one's signature: words below it are no second one."""
    duty = ctx.centres[day.company].duty(day.duty)
    waits = waits_for_signature(day) and not ctx.incoming.attachments
    return waits and duty is not None and signs(ctx.actors[day.company], duty)


def _asked_whether(ctx: Context, day: DutyDay, words: str) -> Reply:
    """Words alone may be what is owed, or only something said about it: nothing is recorded before somebody tells."""
    kept = asking.wait_for(ctx, "picture", to_json(said(ctx, day, words)))
    key = kept_key(day.id, kept, text("duty.key_this_is_it"))
    return personal(ctx.incoming, _is_this_it(ctx, day, words), buttons=((key,),))


def _is_this_it(ctx: Context, day: DutyDay, words: str) -> Text:
    params = params_of(ctx.centres[day.company], day) | {"words": words[:_SHOWN]}
    return Text(key="duty.is_this_it", params=params)


def _work_on_table(ctx: Context) -> None:
    table = table_in(ctx.incoming)
    if table is not None:
        begin(ctx, table, None, quiet=True)


TAPS = {
    HAND_IN: hand_in_tapped,
    HAND_IN_KEPT: hand_in_kept,
    HAND_IN_FOR: hand_in_for_others,
    SIGN: sign_tapped,
    SEND_BACK: send_back_tapped,
    TAKE_BACK: take_back_tapped,
    OPEN: open_tapped,
}
DIALOGS = {"duty_return": sent_back}
