"""Every sentence stands in every language, says the same things, and is fit to be sent."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.i18n import hant
from bot.i18n.catalogue import LOCALES, Catalogues, folder_name
from bot.i18n.languages import LANGUAGES, SIMPLIFIED, TRADITIONAL
from bot.i18n.render import LABEL_CELLS, cells
from bot.i18n.split import plain, units

AREAS = sorted(path.name for path in (LOCALES / "vi").glob("*.po"))
LABELS = ("button.", "keyboard.")  # areas whose sentences are shown on keys
NO_HANZI = ("vi", "en")
# Letters that only Vietnamese writes; a hanzi text holding one has a sentence left over.
VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9àáãèéìíòóõùúýÀÁÃÈÉÌÍÒÓÕÙÚÝĩũĨŨ]")
TAG = re.compile(r"<[^>]*>")
ALLOWED = {"<b>", "</b>", "<i>", "</i>", "<code>", "</code>"}


def placeholders(sentence: str) -> set[str]:
    return set(re.findall(r"\{([^}]*)\}", sentence))


def sentences(catalogues: Catalogues, lang: str) -> Iterator[tuple[str, str]]:
    for key, forms in catalogues.by_language[lang].sentences.items():
        for form in forms:
            yield key, form


def has_hanzi(text: str) -> bool:
    return any("CJK" in unicodedata.name(char, "") for char in text)


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_every_language_has_the_same_sentences(lang: str, catalogues: Catalogues):
    assert set(catalogues.by_language[lang].sentences) == set(catalogues.by_language["vi"].sentences)


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_a_sentence_tells_the_same_things_in_every_language(lang: str, catalogues: Catalogues):
    vietnamese = catalogues.by_language["vi"].sentences
    differing = {
        key
        for key, form in sentences(catalogues, lang)
        if placeholders(form) | {"count"} != placeholders(vietnamese[key][0]) | {"count"}
    }
    assert not differing


def test_what_is_counted_has_the_plural_forms_of_its_language(catalogues: Catalogues):
    counted = {key for key, forms in catalogues.by_language["en"].sentences.items() if len(forms) == 2}
    assert all(len(forms) in (1, 2) for forms in catalogues.by_language["en"].sentences.values())
    for lang in ("vi", "zh-Hans", "zh-Hant"):
        assert all(len(forms) == 1 for forms in catalogues.by_language[lang].sentences.values())
    assert counted


@pytest.mark.parametrize("lang", LANGUAGES)
def test_marks_are_the_few_allowed_and_closed_in_order(lang: str, catalogues: Catalogues):
    for key, form in sentences(catalogues, lang):
        opened: list[str] = []
        for tag in TAG.findall(form):
            assert tag in ALLOWED, key
            if tag.startswith("</"):
                assert opened.pop() == tag.replace("/", ""), key
            else:
                opened.append(tag)
        assert not opened, key
        assert "<" not in TAG.sub("", form), key
        assert not re.search(r"&(?!(?:amp|lt|gt);)", form), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_placeholders_are_names_and_nothing_else_stands_in_braces(lang: str, catalogues: Catalogues):
    for key, form in sentences(catalogues, lang):
        assert all(re.fullmatch(r"[a-z_]+", name) for name in placeholders(form)), key
        assert not re.search(r"[{}]", re.sub(r"\{[a-z_]+\}", "", form)), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_language_leaks_into_another(lang: str, catalogues: Catalogues):
    """Names of languages, in the choice of them, are the one thing each says in its own."""
    for key, form in sentences(catalogues, lang):
        if key.startswith("language."):
            continue
        if lang in NO_HANZI:
            assert not has_hanzi(form), key
        if lang != "vi":
            assert not VIETNAMESE.search(form), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_fit_where_they_are_shown(lang: str, catalogues: Catalogues):
    for key, form in sentences(catalogues, lang):
        assert units(plain(form)) <= 1024, key
        assert form == form.strip(), key
        if key.startswith(LABELS):
            assert cells(plain(re.sub(r"\{[a-z_]+\}", "", form))) <= LABEL_CELLS, key
        if key.startswith("toast."):
            assert units(plain(form)) <= 160, key  # what is left for names and codes


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_an_area_holds_its_own_keys_each_once_and_none_unfinished(lang: str, area: str):
    written = (LOCALES / folder_name(lang) / area).read_text(encoding="utf-8")
    keys = re.findall(r'^msgid "([^"]+)"$', written, re.MULTILINE)
    assert keys
    assert len(keys) == len(set(keys))
    assert {key.split(".")[0] for key in keys} == {area.removesuffix(".po")}
    assert "#, fuzzy" not in written
    assert all(re.fullmatch(r"[a-z]+(\.[a-z0-9_]+)+", key) for key in keys)


@pytest.mark.parametrize("area", AREAS)
def test_the_traditional_texts_are_those_made_from_the_simplified(area: str):
    """If this fails: ``python -m bot.i18n.hant``."""
    standing = LOCALES / folder_name(TRADITIONAL) / area
    assert standing.read_bytes() == hant.generated(LOCALES / folder_name(SIMPLIFIED) / area, standing)


def test_a_traditional_sentence_written_by_hand_survives_the_next_making(tmp_path: Path):
    for folder in ("zh_Hans", "zh_Hant"):
        (tmp_path / folder).mkdir()
    source = 'msgid "x.a"\nmsgstr "屏蔽软件"\n\nmsgid "x.b"\nmsgstr "订单"\n\nmsgid "x.n"\nmsgid_plural "x.n"\nmsgstr[0] "个"\n'
    (tmp_path / "zh_Hans" / "x.po").write_text(source, encoding="utf-8")
    standing = tmp_path / "zh_Hant" / "x.po"

    assert hant.write_all(tmp_path) == [standing]
    assert 'msgstr "遮蔽軟體"' in standing.read_text(encoding="utf-8")

    by_hand = standing.read_text(encoding="utf-8").replace(
        'msgid "x.a"\nmsgstr "遮蔽軟體"', '#, override\nmsgid "x.a"\nmsgstr "封鎖軟體"'
    )
    standing.write_text(by_hand, encoding="utf-8")
    assert hant.write_all(tmp_path) == []
    (tmp_path / "zh_Hans" / "x.po").write_text(source.replace("订单", "单据"), encoding="utf-8")
    assert hant.write_all(tmp_path) == [standing]
    assert 'msgid "x.a"\nmsgstr "封鎖軟體"' in standing.read_text(encoding="utf-8")
    assert 'msgstr "單據"' in standing.read_text(encoding="utf-8")
