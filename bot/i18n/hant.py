"""Write the traditional Chinese catalogues from the simplified ones: ``python -m bot.i18n.hant``.

A sentence that reads better otherwise is changed by hand in the traditional file and marked with the flag ``override``
(a line ``#, override`` above its ``msgid``); it is kept as it stands.
"""

import io
import sys
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from bot.i18n.catalogue import LOCALES, folder_name
from bot.i18n.hanzi import traditional
from bot.i18n.languages import SIMPLIFIED, TRADITIONAL

KEPT = "override"


def generated(simplified: Path, standing: Path) -> bytes:
    """Return the traditional catalogue of one area; ``standing`` is asked only for sentences kept by hand."""
    with simplified.open("rb") as opened:
        source = read_po(opened)
    kept = _kept_by_hand(standing)
    made = Catalog(locale="zh_Hant", fuzzy=False, charset="utf-8")
    for message in source:
        if message.id:
            by_hand = kept.get(_key(message))
            made.add(
                message.id,
                by_hand.string if by_hand else _converted(message.string),
                flags=[KEPT] if by_hand else [],
            )
    written = io.BytesIO()
    write_po(written, made, width=0, omit_header=True)
    return HEADER.encode() + written.getvalue()


HEADER = """msgid ""
msgstr ""
"Language: zh_Hant\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def _kept_by_hand(standing: Path) -> dict[str, Message]:
    if not standing.exists():
        return {}
    with standing.open("rb") as opened:
        return {_key(message): message for message in read_po(opened) if KEPT in message.flags}


def _key(message: Message) -> str:
    key: str = message.id if isinstance(message.id, str) else message.id[0]
    return key


def _converted(sentence: str | Sequence[str] | None) -> str | tuple[str, ...]:
    if isinstance(sentence, str):
        return traditional(sentence)
    return tuple(traditional(form) for form in sentence or ())


def write_all(locales: Path = LOCALES) -> list[Path]:
    """Write every area anew and return the files that changed."""
    changed = []
    for simplified in sorted((locales / folder_name(SIMPLIFIED)).glob("*.po")):
        standing = locales / folder_name(TRADITIONAL) / simplified.name
        content = generated(simplified, standing)
        if not standing.exists() or standing.read_bytes() != content:
            standing.write_bytes(content)
            changed.append(standing)
    return changed


if __name__ == "__main__":
    sys.stdout.writelines(f"{path.name}\n" for path in write_all())
