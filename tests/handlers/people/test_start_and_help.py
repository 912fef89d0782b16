"""/start, /help, /lang and the menus: what can be done, in the words of the person's language."""

import re

import pytest

from bot.i18n.catalogue import Catalogues
from handlers import help as helping
from handlers.chats.tongues import tongues_in
from handlers.menus import IN_GROUPS, command_lists
from handlers.routes import COMMANDS, ROUTES
from orders.refusals.naming import LanguageUnknown
from storage.people import chats_rows, people_rows
from storage.post import cards_rows
from tests.support.coming_in import ask, do, person
from tests.support.company import Company

CATALOGUES = Catalogues.load(strict=True)


def test_pressing_start_opens_the_private_chat_and_says_what_can_be_done_now(company: Company):
    do(company, people_rows.set_reachable, company.sender("Minh").id, reachable=False)
    company.says("Lan", "/new ; Khánh Thy; Bảng hiệu; 4/12; 25tr")
    company.says("Lan", "/update DH-261101 reception xong")
    heard = company.says("Minh", "/start hi")
    assert "Chào Minh" in heard.answer
    assert "Việc đang chờ bạn: 2" in heard.answer
    assert "DH-261101 Thiết kế xong" in heard.answer
    assert heard.says[0].keyboard == "private"
    assert person(company, "Minh").reachable


def test_an_admin_of_a_company_without_groups_hears_the_first_steps(company: Company):
    assert "Hai việc" not in company.says("An", "/start").answer
    for chat in company.groups.values():
        do(company, chats_rows.unbind, chat, None)
    assert "Hai việc" in company.says("An", "/start").answer
    assert "Hai việc" not in company.says("Minh", "/start").answer


def test_start_in_a_group_leads_to_the_private_chat(company: Company):
    heard = company.says("Minh", "/start@dieuphoi_bot", group="design")
    assert heard.says[0].only_for == company.sender("Minh").id
    assert list(heard.keys().values()) == ["https://t.me/dieuphoi_bot?start=hi"]


def commands_in(text: str) -> set[str]:
    return {ROUTES[COMMANDS[name].name].name for name in re.findall(r"(?<![\w:/])/([a-z]+)", text)}


def test_help_names_what_the_person_may_use_and_nothing_else(company: Company):
    staff = commands_in(company.says("Minh", "/help").answer)
    head = commands_in(company.says("Vy", "/help").answer)
    admin = commands_in(company.says("An", "/help").answer)
    auditor = commands_in(company.says("Soát", "/help").answer)
    assert staff >= {"update", "my", "order", "help"}
    assert not staff & {"approve", "invite", "members", "bind", "status", "cancel"}
    assert head - staff == {
        "approve",
        "reject",
        "change",
        "promise",
        "cancel",
        "members",
        "invite",
        "chart",
        "today",
        "push",
    }
    assert admin - head == {"audit", "bind", "status"}
    assert auditor == {
        "audit",
        "my",
        "order",
        "board",
        "case",
        "chart",
        "history",
        "members",
        "status",
        "lang",
        "whoami",
        "leave",
        "onduty",
        "duties",
        "help",
    }


def test_help_gives_examples_from_the_own_work(company: Company):
    assert "DH-261101 Thiết kế" in company.says("Minh", "/help").answer, (
        "the first code the company would give"
    )
    company.says("Lan", "/new KT-9; Khánh Thy; Bảng hiệu; 4/12; 25tr")
    company.says("Lan", "/update KT-9 reception xong")
    assert "KT-9 Thiết kế" in company.says("Minh", "/help").answer


@pytest.mark.parametrize("asked", ["update", "/update", "capnhat", "gengxin", "UPDATE"])
def test_help_about_one_command_by_any_of_its_names(company: Company, asked: str):
    answer = company.says("Minh", f"/help {asked}").answer
    assert "Chỉ gõ đơn và công đoạn là báo xong" in answer
    assert "/viec" not in answer


def test_help_about_what_does_not_exist_suggests(company: Company):
    assert "update" in company.says("Minh", "/help updat").answer
    assert "Không có lệnh" in company.says("Minh", "/help xyzzy").answer


def test_every_command_has_its_help_in_words_of_its_language():
    told = {name for names in helping.GROUPS.values() for name in names}
    assert told == {name for name, route in ROUTES.items() if name not in {"start", "help"}}
    for lang, short in (("vi", "vi"), ("zh-Hans", "zh"), ("en", "")):
        for name in told:
            route = ROUTES[name]
            line = CATALOGUES.t(f"help.{name}", lang)
            assert line.startswith(f"/{route.aliases.get(short, name)} "), (lang, name)
            assert CATALOGUES.t(f"help.{name}_more", lang)


@pytest.mark.parametrize("lang", ["vi", "zh-Hans", "zh-Hant", "en"])
def test_every_command_named_in_any_text_exists(lang: str):
    """And is named as people of that language type it."""
    for key, forms in CATALOGUES.by_language[lang].sentences.items():
        if key.startswith(
            (
                "door.",
                "start.",
                "invite.",
                "members.",
                "lang.",
                "whoami.",
                "help.",
                "bind.",
                "chat.",
                "status.",
            )
        ):
            for name in re.findall(r"(?<![\w:/<.])/([a-z]{2,})", " ".join(forms)):
                assert name in COMMANDS, (key, name)
                short = lang[:2]
                assert name == COMMANDS[name].aliases.get(short, COMMANDS[name].name), (key, name)


def test_menus_are_fit_for_the_messenger():
    lists = command_lists()
    assert {(one.scope, one.language) for one in lists} == {
        (scope, language) for scope in ("private", "groups") for language in ("", "vi", "zh")
    }
    for one in lists:
        assert len(one.commands) <= 100
        assert len({name for name, _ in one.commands}) == len(one.commands)
        for name, description in one.commands:
            assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
            assert COMMANDS[name].in_menu
            assert 1 <= len(CATALOGUES.t(description.key, one.tongue)) <= 256


def test_menus_show_what_people_of_the_language_type():
    named = {(one.scope, one.language): [name for name, _ in one.commands] for one in command_lists()}
    assert named["private", "vi"][0] == "capnhat"
    assert named["private", "zh"][0] == "gengxin"
    assert named["private", ""][0] == "update"
    assert len(named["groups", ""]) == len(IN_GROUPS)
    assert "bind" in named["groups", ""]
    assert "bind" not in named["private", ""]


def test_a_person_chooses_the_own_language(company: Company):
    heard = company.says("Minh", "/lang")
    assert "Tiếng Việt" in heard.answer
    chosen = company.taps("Minh", heard, "English")
    assert chosen.says[0].keyboard == "private", "the keys are renamed too"
    assert person(company, "Minh").language == "en"
    company.says("Minh", "/ngonngu 繁體中文")
    assert person(company, "Minh").language == "zh-Hant"
    assert "Chưa nói được" in company.says("Minh", "/lang vi+zh").answer
    assert "Chưa nói được" in company.says("Minh", "/lang klingon").answer
    assert person(company, "Minh").language == "zh-Hant"


def test_a_groups_language_is_set_by_those_who_look_after_it(company: Company):
    chat = company.groups["design"]
    do(
        company,
        cards_rows.want,
        kind="tray",
        ref="design",
        company=company.centre.id,
        chat=chat,
        thread=None,
        version=1,
    )
    assert "không có quyền" in company.says("Minh", "/lang vi+zh", group="design").answer
    assert "không có quyền" in company.says("Bảo", "/lang vi+zh", group="design").answer
    company.says("Vy", "/lang vi+zh", group="design")
    assert ask(company, chats_rows.by_id, chat).language == "vi+zh-Hans"
    heard = company.says("An", "/lang", group="design")
    company.taps("An", heard, "English", group="design")
    assert ask(company, chats_rows.by_id, chat).language == "en"
    assert person(company, "An").language == "vi"


@pytest.mark.parametrize(
    ("words", "tongues"),
    [
        ("vi", ("vi",)),
        ("Tiếng Việt", ("vi",)),
        ("vi+zh", ("vi", "zh-Hans")),
        ("tiếng Việt và tiếng Trung", ("vi", "zh-Hans")),
        ("中文和越南语", ("zh-Hans", "vi")),
        ("繁體", ("zh-Hant",)),
        ("zh-TW, EN", ("zh-Hant", "en")),
        ("en en", None),
        ("vi+zh+en", None),
        ("", None),
        ("xx", None),
    ],
)
def test_languages_are_read_as_people_name_them(words: str, tongues: tuple[str, ...] | None):
    if tongues is None:
        with pytest.raises(LanguageUnknown):
            tongues_in(words)
    else:
        assert tongues_in(words) == tongues
