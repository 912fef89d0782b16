"""What people answer to a question of a stage, as it is kept: an id, a number, minor units, a day; never guessed."""

from handlers.context import Context
from handlers.parts import SHOWN
from handlers.reading.dates import read_date
from handlers.reading.fold import fold
from handlers.reading.names import Named, match_stage
from handlers.reading.plain_number import read_number
from orders.centre_file.workflow import FieldKind, RequiredField
from orders.order import Order
from orders.refusals.closing import FieldUnreadable
from payments.amounts import Ambiguous, Amount
from payments.money import read_money

# What may stand behind the name of a choice and says nothing: "OEM nhé", "有货了".
_SMALL = frozenset({"nhe", "nha", "a", "ah", "oi", "em", "anh", "chi", "roi", "do", "please", "pls", "了", "吧", "的", "啊", "哦"})  # fmt: skip
_MARKS = " .,!;。，！"


def field_of(order: Order, stage: str, field: str) -> RequiredField:
    return next(one for one in order.workflow.stage(stage).fields if one.id == field)


def answer_meant(ctx: Context, stage: str, field: RequiredField, words: str) -> str:
    """The answer as it is kept. Raises FieldUnreadable with what it may mean."""
    if field.kind == "text":
        return words.strip()
    readings = _chosen(field, words) if field.kind == "choice" else readings_of(ctx, field.kind, words)
    if field.kind == "number":
        readings = tuple(one for one in readings if field.within(one))
    if len(readings) != 1 or not _sure(ctx, field.kind, words):
        raise FieldUnreadable(
            stage=stage, field=field.id, text=words.strip()[:SHOWN], kind=field.kind, readings=readings
        )
    return readings[0]


def readings_of(ctx: Context, kind: FieldKind, words: str) -> tuple[str, ...]:
    """All that words may mean where a number, an amount or a day was asked for."""
    match kind:
        case "number":
            return read_number(words)
        case "money":
            match read_money(words, ctx.centre.company.currency):
                case Amount(value=value):
                    return (str(value),)
                case Ambiguous(readings=readings):
                    return tuple(map(str, readings))
                case _:
                    return ()
        case "date":
            said = read_date(words, ctx.view.today)
            if said is None or said.refused is not None:
                return ()
            return tuple(day.isoformat() for day in ((said.day,) if said.day else said.candidates))
    return ()


def _sure(ctx: Context, kind: FieldKind, words: str) -> bool:
    """An amount in a spelling that is better confirmed is asked about, although it has one reading."""
    read = read_money(words, ctx.centre.company.currency) if kind == "money" else None
    return not isinstance(read, Amount) or read.sure


def _chosen(field: RequiredField, words: str) -> tuple[str, ...]:
    """The choices whose id, name or alias the answer is, or begins like."""
    match = match_stage(words, tuple(Named(id=one.id, names=one.words) for one in field.choices))
    left = fold(words[match.span[1] :]).strip(_MARKS).split()
    return (match.hit,) if match.hit and match.span[0] == 0 and set(left) <= _SMALL else ()
