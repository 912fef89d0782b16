"""What people type of money behind an order or a code: an amount, and what it is for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.parts import SHOWN
from handlers.reading.names import Named, match_stage
from orders.centre_file.instalments import Instalment
from orders.centre_file.workflow import Workflow
from orders.refusals.reading import AmountRefused, AmountUnclear
from payments.amounts import Ambiguous, Amount, Refused, Why
from payments.money import read_money

_WORDS = 6  # an amount is written in at most so many: "1 tỷ 200 triệu đồng"
_MARKS = "-+$¥€£₫"
_AFTER_NAME = " ,:;=，：；"  # what people put between a name and its amount
_MILLIONS_BELOW = 1_000  # a bare 12 may be thousands, and behind an order of 18 million more often millions
_OFFERED = 4  # amounts offered of those that stand in a sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedMoney:
    """``amount`` None: none was typed; ``unclear``: to be asked. ``rest``: the words besides it; ``part``: an instalment."""

    amount: int | None = None
    unclear: AmountUnclear | None = None
    rest: str = ""
    part: str = ""

    @property
    def figures(self) -> bool:
        """Whether an amount was typed, clear or not."""
        return self.amount is not None or self.unclear is not None


def money_for(workflow: Workflow, words: str, currency: str) -> TypedMoney:
    """Read "5tr", "cọc", "cọc 3tr", "3tr cọc", and what is written behind. Raises AmountRefused as ``money_typed``."""
    words = words.lstrip(_AFTER_NAME)
    first = _instalment_first(workflow, words)
    if first and first[1] and not first[1][0].isdigit():
        first = _before_figures(workflow, words) or first
    typed = money_typed(first[1] if first else words, currency)
    if first:
        return replace(typed, part=first[0].id)
    last = instalment_named(workflow, typed.rest) if typed.figures and typed.rest else None
    return replace(typed, part=last.id, rest="") if last else typed


def not_clear(words: str, currency: str) -> AmountUnclear:
    """Words of which only a person can say what is meant, with the amounts that stand among them."""
    pieces = words.split()
    sums: dict[str, None] = {}
    at = 0
    while at < len(pieces):
        read, length = _longest(pieces[at : at + _WORDS], currency) if pieces[at][0].isdigit() else (None, 1)
        sums |= dict.fromkeys(_readings(read) if read else ())
        at += length
    return AmountUnclear(text=words[:SHOWN], readings=tuple(sums)[:_OFFERED])


def money_typed(words: str, currency: str) -> TypedMoney:
    """Read the longest beginning that is an amount. Raises AmountRefused where figures come first and are none."""
    pieces = words.split()
    read, count = _longest(pieces[:_WORDS], currency)
    if read is not None:
        _in_its_currency(" ".join(pieces[: count + 1]), currency)
        said, rest = " ".join(pieces[:count]), " ".join(pieces[count:])
        if isinstance(read, Amount) and read.sure:
            return TypedMoney(amount=read.value, rest=rest)
        return TypedMoney(unclear=AmountUnclear(text=said[:SHOWN], readings=_readings(read)), rest=rest)
    if pieces and (pieces[0][0].isdigit() or pieces[0][0] in _MARKS):
        raise refused(pieces[0], currency)
    return TypedMoney(rest=" ".join(pieces))


def refused(words: str, currency: str) -> AmountRefused:
    """The refusal of words that are no amount."""
    read = read_money(words, currency)
    fault = read.why if isinstance(read, Refused) else Why.UNREADABLE
    return AmountRefused(text=words[:SHOWN], fault=fault.value)


def instalment_named(workflow: Workflow, words: str) -> Instalment | None:
    """The instalment that all the words name, by a name or a unique beginning of one."""
    first = _instalment_first(workflow, words)
    return first[0] if first and not first[1] else None


def _instalment_first(workflow: Workflow, words: str) -> tuple[Instalment, str] | None:
    """The instalment that the words begin with, and the words behind it."""
    once = [one for one in workflow.instalments if one.per is None]
    match = match_stage(words, tuple(Named(id=one.id, names=one.names.all()) for one in once))
    if match.hit is None:
        return None
    rest = words[match.span[1] :].strip(f"{_AFTER_NAME}.!")
    return next((one, rest) for one in once if one.id == match.hit)


def _before_figures(workflow: Workflow, words: str) -> tuple[Instalment, str] | None:
    """Of "cọc 50 triệu" the instalment and "50 triệu", although the name is "Cọc 50 %"."""
    begins = next((place for place, char in enumerate(words) if char.isdigit()), len(words))
    part = instalment_named(workflow, words[:begins])
    return (part, words[begins:]) if part else None


def _longest(pieces: Sequence[str], currency: str) -> tuple[Amount | Ambiguous | None, int]:
    """The longest beginning that is an amount, and of how many words."""
    for count in range(len(pieces), 0, -1):
        read = read_money(" ".join(pieces[:count]), currency)
        if not isinstance(read, Refused):
            return read, count
    return None, 1


def _readings(read: Amount | Ambiguous) -> tuple[str, ...]:
    values = read.readings if isinstance(read, Ambiguous) else (read.value,)
    if len(values) > 1 and values[-1] < _MILLIONS_BELOW:
        values = (*values[:-1], values[-1] * 10**6, values[-1])
    return tuple(str(one) for one in values)


def _in_its_currency(words: str, currency: str) -> None:
    """Refuse "100 usd", of which "100" alone would be an amount."""
    read = read_money(words, currency)
    if isinstance(read, Refused) and read.why is Why.CURRENCY:
        raise refused(words, currency)
