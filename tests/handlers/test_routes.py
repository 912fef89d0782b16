"""Names and verbs: none stands for two things."""

import inspect
import re

from handlers import routes
from handlers.people import door


def test_no_two_buttons_share_a_verb():
    modules = re.findall(r"\*\*(\w+)\.TAPS", inspect.getsource(routes))
    verbs = [verb for name in modules for verb in getattr(routes, name).TAPS]
    assert sorted(verbs) == sorted(routes.TAPS)
    assert door.JOIN not in verbs
    assert all(re.fullmatch(r"[a-z]{2}", verb) for verb in verbs)


def test_no_two_questions_share_a_kind():
    modules = re.findall(r"\*\*(\w+)\.DIALOGS", inspect.getsource(routes))
    kinds = [kind for name in modules for kind in getattr(routes, name).DIALOGS]
    assert sorted(kinds) == sorted(routes.DIALOGS)


def test_no_two_commands_share_a_name_or_alias():
    names = [name for route in routes.ROUTES.values() for name in (route.name, *route.aliases.values())]
    assert len(names) == len(set(names)) == len(routes.COMMANDS)
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", name) for name in names)
