"""Every refusal of the product: the class is the text key, its fields are the data of the sentence.

Fields hold plain values and ids; names are put in their place when the sentence is laid out. Everywhere ``stage``,
``stages``, ``to``, ``givers``, ``earlier`` and ``waits_for`` are stage ids, ``department`` is a department id, ``by`` a
person (None: not known here, the last event tells), ``what`` and ``by_kind`` a kind of event, ``who_may`` parties as
``orders.rights`` writes them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeAlias, cast, dataclass_transform

from orders.order import Order

Value: TypeAlias = str | int | Decimal | date | datetime | tuple[str, ...] | tuple[date, ...] | None


@dataclass_transform(kw_only_default=True, eq_default=False)
class BotError(Exception):
    """Something was asked that is not done; nothing was changed, and the person is told the next step."""

    key: ClassVar[str] = "refusal"
    about = cast("Order | None", None)  # the order it is about, where one was loaded: names its stages

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        dataclass(kw_only=True, eq=False, repr=False)(cls)
        cls.key = "refusal." + re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @property
    def params(self) -> Mapping[str, Value]:
        return {one.name: getattr(self, one.name) for one in fields(self)}  # type: ignore[arg-type]  # made a dataclass above

    def __str__(self) -> str:
        return f"{self.key} {dict(self.params)}"


def all_refusals() -> tuple[type[BotError], ...]:
    """Every class that needs a sentence in each language."""
    return tuple(_descendants(BotError))


def _descendants(parent: type[BotError]) -> Iterator[type[BotError]]:
    for child in parent.__subclasses__():
        yield child
        yield from _descendants(child)


# --- who ---------------------------------------------------------------------------------------------------------


class NotEnrolled(BotError):
    """A stranger asks for something."""


class AwaitsEnrolment(BotError):
    """Somebody whose enrolment nobody has approved yet."""


class AnonymousSender(BotError):
    """An admin hiding behind the group: there is nobody to hold to it."""


class InviteInvalid(BotError):
    """A link or set-up code that is unknown, used up, expired or revoked."""


class AuditorOnlyReads(BotError):
    """The auditor reads all and changes nothing."""


class NotAllowed(BotError):
    """A move on the order as a whole, or a command, that is not this person's."""

    who_may: tuple[str, ...]


class LastAdmin(BotError):
    """A company always keeps somebody who can let people in."""


class InviteUsesOutOfRange(BotError):
    """An invitation for nobody, or for more people than a department has."""

    uses: int
    most: int


class StageNotYours(BotError):
    """The stage belongs to another department."""

    stage: str
    department: str
    who_may: tuple[str, ...]


class OnBehalfNotYours(BotError):
    """Reporting in somebody's name is for the coordination and the stage's head."""

    stage: str
    who: str
    who_may: tuple[str, ...]


class OwnBehalf(BotError):
    """Who reported in somebody's name neither disputes it nor upholds it."""

    stage: str


class BehalfOver(BotError):
    """The report in somebody's name is no longer the stage's last one, or nobody disputes it."""

    stage: str


class OwnWork(BotError):
    """Nobody approves what he reported done himself."""

    stage: str
    who_may: tuple[str, ...]


# --- people and their time ---------------------------------------------------------------------------------------


class PersonUnknown(BotError):
    """Nobody of the company by that name."""

    text: str
    near: tuple[str, ...] = ()


class PersonAmbiguous(BotError):
    """Several people of that name."""

    text: str
    names: tuple[str, ...]


class LeaveUnclear(BotError):
    """No days can be read out of it."""

    text: str


class DeputyIsSelf(BotError):
    """Nobody stands in for himself."""

    name: str


class DeputyAway(BotError):
    """Whoever is to stand in is on leave in that time."""

    name: str
    starts_at: datetime
    ends_at: datetime


class PushedLately(BotError):
    """The same was asked a short while ago."""

    stage: str
    by: int
    at: datetime
    again_at: datetime


class NothingWaits(BotError):
    """What was to be put off is not asked now."""

    stage: str | None = None


class EstimateInstead(BotError):
    """Work is not put off without a day: when it will be done is asked."""

    stage: str


class PutOffTooLong(BotError):
    """Longer than the company lets a question wait."""

    latest: datetime
    stage: str | None = None


class PutOffTooOften(BotError):
    """The same question was put off as often as the company allows; ``by``: who did so last."""

    times: int
    by: int
    stage: str | None = None


class NothingToPush(BotError):
    """Nothing of that kind, or all of it was asked after a short while ago."""


class AssigneeOutside(BotError):
    """Work is given to people of the stage's department. ``by``: whom it was to be given to."""

    stage: str
    department: str
    by: int


class DutyDepartmentUnclear(BotError):
    """The person belongs to several departments, or not to the one that was named."""

    name: str


# --- what was meant ----------------------------------------------------------------------------------------------


class OrderUnknown(BotError):
    """No order by that code, end of a code or customer."""

    text: str
    near: tuple[str, ...] = ()


class CaseCodeUnknown(OrderUnknown):
    """No order and no case by that code."""


class OrderAmbiguous(BotError):
    """Several orders fit. ``rest``: what was written after what names them."""

    text: str
    codes: tuple[str, ...]
    rest: str = ""


class OrderMissing(BotError):
    """A command that wants an order, without one."""


class CodeTaken(BotError):
    """An order of that code exists."""

    code: str


class StageUnknown(BotError):
    """The order has no such stage."""

    text: str
    near: tuple[str, ...] = ()


class StageAmbiguous(BotError):
    """Several stages of the order fit."""

    text: str
    stages: tuple[str, ...]


class DepartmentUnknown(BotError):
    """The company has no such department."""

    text: str
    near: tuple[str, ...] = ()


class LanguageUnknown(BotError):
    """A language the bot does not speak, or more than a group reads."""

    text: str


class CommandUnknown(BotError):
    """No such command."""

    text: str
    near: tuple[str, ...] = ()


class DateUnclear(BotError):
    """No date, or several, can be read from it. ``stage``: whose estimate it was to be."""

    text: str
    readings: tuple[date, ...] = ()
    stage: str | None = None


class AmountUnclear(BotError):
    """No amount, or several, can be read from it."""

    text: str
    readings: tuple[str, ...] = ()


class PlaceUnclear(BotError):
    """No place on the map can be read from it."""

    text: str


class AmountRefused(BotError):
    """No amount can be read from it. ``fault``: empty, not_positive, too_large, currency, minor_unit, grouping, units, unreadable."""

    text: str
    fault: str


class PartUnknown(BotError):
    """A change that does not say of what."""

    text: str


class TapUnreadable(BotError):
    """A button whose data is not (or no longer) understood."""


class TapStale(BotError):
    """A button older than the last thing that happened to its stage; what happened is the stage's last event."""

    stage: str
    seen: int
    version: int


class WentOnSince(BotError):
    """What was said before its sender was let in: its order or stage has gone on since, so it is not recorded."""

    stage: str | None
    said_at: datetime


class AlreadyRecorded(BotError):
    """The same was recorded before; nothing changed."""

    what: str
    stage: str | None = None
    by: int | None = None
    at: datetime | None = None


class ReportUnclear(BotError):
    """Words that may or may not say it is done. ``why``: question, unclear, fraction_or_date, hold_kind."""

    stage: str
    why: str
    text: str


class QuestionOver(BotError):
    """A button under a question that was answered, replaced, or has grown too old."""


class QuestionNotYours(BotError):
    """A button under a question that somebody else was asked."""

    by: int


class NothingToRecord(BotError):
    """A report that says nothing."""

    stage: str


class NothingChanged(BotError):
    """What was asked for is how it stands."""


# --- the order ---------------------------------------------------------------------------------------------------


class OrderIsDraft(BotError):
    """Nothing is worked on before the draft is confirmed."""


class OrderPaused(BotError):
    """The whole order stands still."""

    since: datetime | None


class OrderNotPaused(BotError):
    """There is nothing to go on with."""


class OrderCancelled(BotError):
    """The order has ended."""

    since: datetime | None


class OrderClosed(BotError):
    """All its stages are done."""

    since: datetime | None


class FactsMissing(BotError):
    """A draft becomes an order only with these facts."""

    facts: tuple[str, ...]


class NotACase(BotError):
    """Only a case is about an order."""


class CaseUnknown(BotError):
    """The centre file has no such kind of case; ``case`` is what was said, or the kind a choice opens."""

    case: str
    known: tuple[str, ...]


class CaseNeedsOrder(BotError):
    """A case whose code begins with that of its order is about this one for good, or cannot be opened without one."""


class CaseGoesOn(BotError):
    """What opened a case cannot be taken back once somebody has worked on it."""

    code: str


class CaseBlocks(BotError):
    """A case that an order waits for stays with that order."""

    code: str


class CaseEnded(BotError):
    """Nothing waits for a case that has ended."""

    code: str


class NothingToBlock(BotError):
    """No stage of the order is at work that the asker may stop for a case."""


class NoStageLeft(BotError):
    """With these flags nothing would be left to do."""

    flags: tuple[str, ...]


class FlagUnknown(BotError):
    """The workflow has no such flag."""

    flags: tuple[str, ...]
    known: tuple[str, ...]


class ReasonMissing(BotError):
    """The move wants a reason. ``move``: decline, send_back, reject, override, pause, cancel, promise."""

    move: str


class MomentPassed(BotError):
    """An estimate or a next look that lies behind us."""

    moment: datetime


# --- the stage ---------------------------------------------------------------------------------------------------


class StageWaits(BotError):
    """What comes before is not done."""

    stage: str
    waits_for: tuple[str, ...]


class StageSkipped(BotError):
    """This order does without the stage."""

    stage: str


class StageIsDone(BotError):
    """The stage is closed: sending back or undo opens it again."""

    stage: str
    by: int | None
    at: datetime | None


class StageAwaitsApproval(BotError):
    """Reported done; now the approver speaks."""

    stage: str
    who_may: tuple[str, ...]


class NotAwaitingApproval(BotError):
    """Nobody has reported the stage done."""

    stage: str


class NotReceived(BotError):
    """An offered stage is declined, not sent back."""

    stage: str


class AlreadyReceived(BotError):
    """A received stage is sent back, not declined. ``earlier``: to where."""

    stage: str
    earlier: tuple[str, ...]


class NoGiver(BotError):
    """A first stage was given by no other: hold it, or have the order changed or cancelled."""

    stage: str


class GiverAmbiguous(BotError):
    """Several stages offered it; the decliner names the one that is to do its part again."""

    stage: str
    givers: tuple[str, ...]


class NotEarlier(BotError):
    """A stage is sent back only to a done one before it."""

    stage: str
    to: str
    earlier: tuple[str, ...]


class NoPriorityAsked(BotError):
    """Nobody asks for another priority of the order, or it was decided on."""


class NoNotice(BotError):
    """The stage has given no notice that stands, or what it told of has left the house."""

    stage: str


class NoticeNotYours(BotError):
    """The notice asks other departments."""

    stage: str
    who_may: tuple[str, ...]


class NoticeReplaced(BotError):
    """A button of a notice after which another one, or its recall, was given out."""

    stage: str


class NoticeUnacknowledged(BotError):
    """The notice of the stage was recalled, and not everybody knows it yet."""

    stage: str
    departments: tuple[str, ...]


class NoLateReport(BotError):
    """The order owes no late report, or none that could be accepted."""


class NotLate(BotError):
    """The order breaks no promise, or its late report was asked for already."""


class LatePartsMissing(BotError):
    """A late report without cause, measure or responsible. ``parts``: which."""

    parts: tuple[str, ...]


class NotHeld(BotError):
    """The stage is not on hold."""

    stage: str


class FieldsMissing(BotError):
    """The stage cannot be closed without these fields (S0-24)."""

    stage: str
    fields: tuple[str, ...]


class FieldUnknown(BotError):
    """The stage asks for no such field."""

    stage: str
    field: str
    known: tuple[str, ...]


class FieldUnreadable(BotError):
    """The answer is not one thing of the field's ``kind``. ``readings``: what it may be, as it would be kept."""

    stage: str
    field: str
    text: str
    kind: str
    readings: tuple[str, ...] = ()


class ChoiceUnknown(BotError):
    """The field has no such answer."""

    stage: str
    field: str
    text: str
    choices: tuple[str, ...]


class EvidenceMissing(BotError):
    """The stage cannot be closed without one of these kinds of evidence (S0-24); other things may be missing besides."""

    stage: str
    kinds: tuple[str, ...]


class OverrideUnnamed(BotError):
    """The stage names nobody who could close it without what it asks for."""

    stage: str


class OverrideNotYours(BotError):
    """The stage names somebody else."""

    stage: str
    who_may: tuple[str, ...]


class NothingToOverride(BotError):
    """Nothing is missing: it is reported done like any other."""

    stage: str


class PercentOutOfRange(BotError):
    """A percentage is 0 to 100."""

    percent: int


class QuantityImpossible(BotError):
    """Negative, or more than there are."""

    done: Decimal
    total: Decimal | None
    rejected: Decimal


class QuantityInexact(BotError):
    """More than three places, or more than anybody makes."""

    number: Decimal


class QuantityShort(BotError):
    """Done, with less on record than there is to do: whether that is all, and why, is to be asked."""

    stage: str
    done: Decimal
    total: Decimal
    unit: str


class RejectsUnexplained(BotError):
    """Some were rejected where good and rejected are told apart, and nobody said why."""

    stage: str
    rejected: Decimal


class DeliveredAlready(BotError):
    """Less than has been delivered; a wrong delivery is taken back."""

    stage: str
    done: Decimal


class DeliveryUnclear(BotError):
    """``pieces`` after ``before`` was delivered: on top of it, or all that has been delivered."""

    stage: str
    pieces: Decimal
    before: Decimal


class LinesUnreadable(BotError):
    """An order line needs what it is and how many."""

    text: str


# --- money -------------------------------------------------------------------------------------------------------


class BankAccountMissing(BotError):
    """The centre file names no account that customers could pay to."""


class CurrencyNotPayable(BotError):
    """A payment code carries đồng and no other money."""

    currency: str


class DraftNotCharged(BotError):
    """Nobody pays for an order that is not agreed on."""


class PaymentUnknown(BotError):
    """No payment request bears that code."""

    code: str


class PaymentMisspelt(BotError):
    """It looks like a payment code and fails its check: a wrong or exchanged character."""

    code: str


class MoneyOrderMissing(BotError):
    """Money is asked for or recorded without saying of which order."""


class NothingAsked(BotError):
    """Money is recorded without saying how much, of an order for which none was asked."""


class MoneyNotHere(BotError):
    """The chat may not see amounts, and the bot cannot write to the person in private."""


class PaidSince(BotError):
    """A payment is taken back only while no later one stands on its request."""

    code: str
    by: int | None
    at: datetime


# --- undo --------------------------------------------------------------------------------------------------------


class NothingToUndo(BotError):
    """No move that could be taken back. An undo itself is not undone: the move is made again."""

    stage: str | None = None


class AlreadyUndone(BotError):
    """The move was taken back before."""

    by: int
    at: datetime


class UndoWantsStage(BotError):
    """Nothing of one's own to undo; others' moves are undone by stage."""


class UndoNotYours(BotError):
    """Somebody else's move."""

    by: int
    at: datetime
    who_may: tuple[str, ...]


class UndoBlocked(BotError):
    """A later move builds on it. ``instead``: the move that helps (send_back, report, resume, hold, unpause, cancel, undo)."""

    by_kind: str
    by: int
    at: datetime
    stage: str | None
    instead: str


# --- files -------------------------------------------------------------------------------------------------------


class TableUnreadable(BotError):
    """A file that is no table of ours: old, broken, large, empty, many, headings_report, headings_open."""

    trouble: str


class FileUnreachable(BotError):
    """The messenger does not hand the file out. ``trouble``: gone, refused, away."""

    trouble: str


class LineTooLong(BotError):
    """A cell nobody meant to be a report."""

    most: int


class LineSaysNothing(BotError):
    """An order and perhaps a stage, and nothing of either."""


class QuantityUnclear(BotError):
    """A cell of figures that are no number of pieces."""

    text: str


class StateUnclear(BotError):
    """A cell that does not say how the stage stands."""

    text: str


class KindUnclear(BotError):
    """The company has several kinds of orders, and the line names none of them."""

    text: str


class CodeTwice(BotError):
    """Two lines of one file are of the same order, and the second says more than what else it is of."""

    code: str


class BatchNotYours(BotError):
    """A file somebody else has sent."""

    by: int


class BatchOver(BotError):
    """A button under a file that has gone on since."""


class SenderLeft(BotError):
    """Who sent the file is no longer with the company."""


# --- duties ------------------------------------------------------------------------------------------------------


class DutyHandedIn(BotError):
    """Somebody handed it in before."""

    duty: str
    by: int
    at: datetime


class DutyOnBehalfNotYours(BotError):
    """Handing in what somebody else said is for the coordination and the department's head."""

    duty: str
    who: str
    who_may: tuple[str, ...]


class DutyNotHandedIn(BotError):
    """There is nothing to sign or to take back."""

    duty: str


class DutySigned(BotError):
    """It was signed before."""

    duty: str
    by: int | None
    at: datetime | None


class DutyNotYet(BotError):
    """What was said is no hand-in: it is not ready."""

    duty: str


class DutyUnknown(BotError):
    """No duty is called so. ``duties``: those there are."""

    text: str
    duties: tuple[str, ...]
