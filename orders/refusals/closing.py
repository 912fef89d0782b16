"""What a stage asks for before it is closed, and closing it without."""

from orders.refusals import BotError


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
