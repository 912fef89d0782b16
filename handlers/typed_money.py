"""What people type of money behind an order or a code: an amount, and what it is for."""

from dataclasses import dataclass

from handlers.parts import SHOWN
from handlers.reading.names import Named, match_stage
from orders.instalments import Instalment
from orders.refusals import AmountRefused, AmountUnclear
from orders.workflow import Workflow
from payments.amounts import Ambiguous, Amount, Read, Refused, Why, read_amount

_WORDS = 6  # an amount is written in at most so many: "1 tỷ 200 triệu đồng"
_MARKS = "-+$¥€£₫"


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedMoney:
    """``amount`` None: none was typed; ``unclear``: to be asked. ``rest``: the words behind it."""

    amount: int | None = None
    unclear: AmountUnclear | None = None
    rest: str = ""


def money_typed(words: str) -> TypedMoney:
    """Read the longest beginning that is an amount. Raises AmountRefused where figures come first and are none."""
    pieces = words.split()
    for count in range(min(_WORDS, len(pieces)), 0, -1):
        said = " ".join(pieces[:count])
        read = read_amount(said)
        if isinstance(read, Refused):
            continue
        _in_dong(" ".join(pieces[: count + 1]))
        rest = " ".join(pieces[count:])
        if isinstance(read, Amount) and read.sure:
            return TypedMoney(amount=read.value, rest=rest)
        return TypedMoney(unclear=AmountUnclear(text=said[:SHOWN], readings=_readings(read)), rest=rest)
    if pieces and (pieces[0][0].isdigit() or pieces[0][0] in _MARKS):
        raise refused(pieces[0])
    return TypedMoney(rest=" ".join(pieces))


def refused(words: str) -> AmountRefused:
    """The refusal of words that are no amount."""
    read = read_amount(words)
    fault = read.why if isinstance(read, Refused) else Why.UNREADABLE
    return AmountRefused(text=words[:SHOWN], fault=fault.value)


def instalment_named(workflow: Workflow, words: str) -> Instalment | None:
    """The instalment that all the words name, by a name or a unique beginning of one."""
    once = [one for one in workflow.instalments if one.per is None]
    named = tuple(Named(id=one.id, names=one.names.all()) for one in once)
    match = match_stage(words, named)
    if match.hit is None or words[match.span[1] :].strip(" .,!"):
        return None
    return next(one for one in once if one.id == match.hit)


def _readings(read: Read) -> tuple[str, ...]:
    values = (
        read.readings if isinstance(read, Ambiguous) else (read.value,) if isinstance(read, Amount) else ()
    )
    return tuple(str(one) for one in values)


def _in_dong(words: str) -> None:
    """Refuse "100 usd", of which "100" alone would be an amount."""
    read = read_amount(words)
    if isinstance(read, Refused) and read.why is Why.CURRENCY:
        raise refused(words)
