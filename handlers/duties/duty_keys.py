"""The buttons of a duty of one day."""

from handlers.duties.duty_lines import duty_name
from handlers.duties.duty_rights import waits_for_signature
from handlers.reply import Button, Param, Text, text
from handlers.stage_keys import key
from handlers.tap_data import TapData, pack
from handlers.view import View
from orders.duties import DutyDay, DutyState

HAND_IN, HAND_IN_KEPT, TAKE_BACK, SIGN, SEND_BACK, OPEN, DUTIES = "na", "ne", "nq", "ns", "nr", "nj", "nl"
HAND_IN_FOR = "nf"  # what was kept, for a department that is not one's own
Rows = tuple[tuple[Button, ...], ...]


def open_keys(day: DutyDay) -> Rows:
    """What can be done with it now."""
    if waits_for_signature(day):
        return (
            (
                key("duty.key_sign", SIGN, order=day.id, version=_version(day), style="success"),
                key("duty.key_return", SEND_BACK, order=day.id, version=_version(day)),
            ),
        )
    if day.state is DutyState.DONE:
        return ()
    return ((key("duty.key_hand_in", HAND_IN, order=day.id, style="success"),),)


def undo_keys(day: DutyDay) -> Rows:
    return ((key("duty.key_undo", TAKE_BACK, order=day.id, version=_version(day)),),)


def not_so_keys(day: DutyDay) -> Rows:
    """For whoever is said to have said that it is there."""
    return ((key("duty.key_not_so", TAKE_BACK, order=day.id, version=_version(day)),),)


def not_handed_keys(day: DutyDay) -> Rows:
    """For the department others handed it in for."""
    return ((key("duty.key_not_handed", TAKE_BACK, order=day.id, version=_version(day)),),)


def numbered_key(view: View, day: DutyDay, number: int) -> Button:
    """Opens it, by the number of its line; another day than today is named, since the same is owed again."""
    label = "duty.key_numbered" if day.day == view.today else "duty.key_numbered_on"
    return key(label, OPEN, order=day.id, number=number, duty=duty_name(view.centre, day), day=day.day)


def kept_key(day: int, kept: str, label: Text) -> Button:
    """What was said before, and kept, is what is handed in."""
    return Button(label=label, data=pack(TapData(verb=HAND_IN_KEPT, order=day, choice=kept)))


def stead_key(day: int, kept: str, department: Param) -> Button:
    """The same, by somebody who has been asked whether they hand it in for others."""
    label = text("duty.key_in_their_stead", department=department)
    return Button(label=label, data=pack(TapData(verb=HAND_IN_FOR, order=day, choice=kept)))


def list_key() -> Button:
    return key("duty.key_list", DUTIES)


def _version(day: DutyDay) -> int:
    """Of what was handed in: a signature is given to what was shown, and that alone is taken back."""
    return 0 if day.handed is None else int(day.handed.at.timestamp())


def same_version(day: DutyDay, version: int) -> bool:
    return _version(day) == version
