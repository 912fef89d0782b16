"""Sentences are read from .po files as the library that writes them reads them."""

from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from bot.i18n.catalogue import LOCALES, Catalogues, folder_name
from bot.i18n.languages import LANGUAGES
from bot.i18n.po_files import Entry, entries

WRITTEN = r"""
# A remark with "quotes".
#, fuzzy
msgid "x.escaped"
msgstr "a \"b\"\n\\n\tc"

msgid "x.long"
msgstr ""
"first "
"second"

msgid "x.counted"
msgid_plural "x.counted.many"
msgstr[0] "{count} order"
msgstr[1] "{count} orders"

#~ msgid "x.gone"
#~ msgstr "gone"

msgid "x.empty"
msgstr ""
"""


def test_every_way_to_write_a_sentence_is_read():
    assert list(entries(WRITTEN)) == [
        Entry(key="x.escaped", forms=('a "b"\n\\n\tc',)),
        Entry(key="x.long", forms=("first second",)),
        Entry(key="x.counted", forms=("{count} order", "{count} orders")),
        Entry(key="x.empty", forms=("",)),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_is_what_the_library_reads(lang: str, catalogues: Catalogues):
    expected = {}
    for file in (LOCALES / folder_name(lang)).glob("*.po"):
        for message in read_po(BytesIO(file.read_bytes())):
            key, *_ = message.id if isinstance(message.id, tuple) else (message.id,)
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            if key and all(forms):
                expected[key] = forms

    assert catalogues.by_language[lang].sentences == expected


def test_what_is_counted_follows_the_rule_in_the_files(catalogues: Catalogues):
    assert [catalogues.by_language["en"].plural(count) for count in (0, 1, 2)] == [1, 0, 1]
    assert {catalogues.by_language["vi"].plural(count) for count in (0, 1, 2)} == {0}
