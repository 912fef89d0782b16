"""Which kind of hold words name: the company's own names for it first."""

import pytest

from bot.centres.centre_files import load
from handlers.holds.hold_kinds import hold_kind_said
from tests.support.company import CENTRES

CENTRE = load(CENTRES).only


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("hết hàng rồi", "material"),
        ("het hang roi", "material"),
        ("hét hàng xóm", None),
        ("chưa có giấy phép của phường", "permit"),
        ("许可证没下来", "permit"),
        ("許可證沒下來", "permit"),
        ("批文没下来", "permit"),
        ("批文还没批下来", "permit"),
        ("no permit yet", "permit"),
        ("the permit is not here yet", "permit"),
        ("waiting for the permit", "permit"),
        ("site not ready", "site"),
        ("no deposit yet", "payment"),
        ("waiting for the client", "customer"),
        ("machine broke down", "machine"),
        ("out of stock", "material"),
        ("not enough people", "people"),
        ("not approved yet", "approval"),
        ("wrong colour, has to be printed again", "rework"),
        ("Chờ khách", "customer"),
        ("khách hẹn lại vì trời mưa", "customer"),  # the longer word wins
        ("đang mưa", "weather"),
        ("đi mua decal", None),
        ("mất điện cả xưởng", "machine"),
        ("không rõ", None),
        ("", None),
    ],
)
def test_the_kind_is_read_from_the_words(words: str, kind: str | None) -> None:
    found = hold_kind_said(CENTRE, words)
    assert (found.id if found else None) == kind
