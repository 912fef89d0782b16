"""What a stage asks to be told before it is closed, and what the answers set off."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from orders.centre_file.workflow import Choice, RequiredField, Stage
from orders.refusals.closing import ChoiceUnknown, FieldUnknown, FieldUnreadable


def check_answers(stage: Stage, answers: Mapping[str, str]) -> None:
    """Every answer is to a question of the stage, is written as its kind is, and a choice is one of those offered.

    A choice is kept by its id, money in minor units, a number with a point, a day as ISO writes it.
    """
    asked = {one.id: one for one in stage.fields}
    for field, text in answers.items():
        if field not in asked:
            raise FieldUnknown(stage=stage.id, field=field, known=tuple(asked))
        choices = tuple(choice.id for choice in asked[field].choices)
        if choices and text not in choices:
            raise ChoiceUnknown(stage=stage.id, field=field, text=text, choices=choices)
        if not _is_written(asked[field], text):
            raise FieldUnreadable(stage=stage.id, field=field, text=text, kind=asked[field].kind)


def missing_fields(stage: Stage, answers: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(one.id for one in stage.fields if not answers.get(one.id, "").strip())


def effect_of(stage: Stage, answers: Mapping[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    """The flags raised and lowered by the choices made."""
    chosen = [_chosen(one, answers) for one in stage.fields if one.id in answers]
    choices = [choice for choice in chosen if choice is not None]
    raised = frozenset(flag for choice in choices for flag in choice.sets)
    return raised, frozenset(flag for choice in choices for flag in choice.clears) - raised


def opened_by(stage: Stage, before: Mapping[str, str], answers: Mapping[str, str]) -> tuple[str, ...]:
    """The kinds of case that the choices made open: each choice once, however often it is said again."""
    news = [one for one in stage.fields if one.id in answers and answers[one.id] != before.get(one.id)]
    chosen = [_chosen(one, answers) for one in news]
    return tuple(choice.opens for choice in chosen if choice is not None and choice.opens is not None)


def _is_written(field: RequiredField, text: str) -> bool:
    try:
        match field.kind:
            case "date":
                return date.fromisoformat(text).isoformat() == text
            case "number":
                return Decimal(text).is_finite() and field.within(text)
            case "money":
                return text.isascii() and text.isdecimal()
    except (ValueError, InvalidOperation):
        return False
    return True


def _chosen(field: RequiredField, answers: Mapping[str, str]) -> Choice | None:
    return next((choice for choice in field.choices if choice.id == answers[field.id]), None)
