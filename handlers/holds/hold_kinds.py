"""Which kind of hold a person's words name: the company's own words first, then what the reader understands."""

import re
import unicodedata

from handlers.reading.fold import fold
from handlers.reading.meaning import read_meaning
from orders.centre_file.centre import Centre
from orders.centre_file.chasing import HoldKind

# "Bị kẹt rồi", "卡住了", "is stuck": that it stands still, and not why.
_BARELY_STUCK = re.compile(
    r"(?:(?:bi|dang|da|van|con|lai|is|we are|still|被|又|还)\s*)*(?:ket|vuong|卡住|卡|stuck)"
    r"(?:\s*(?:roi|a|nhe|nha|o day|了|here|now))*[\s.!]*"
)
# A company that tells no permits from the site has the ones under the other.
_ELSE = {"permit": "site", "site": "permit"}
LONGEST = 400  # characters a reason is read within; reading takes time that grows with the square of it
_HANZI = re.compile(r"[\u4e00-\u9fff]")


def hold_kind_said(centre: Centre, text: str) -> HoldKind | None:
    """The kind whose longest name or alias is in the text; else the one read from it; None where it must be asked."""
    named = [(len(word), kind) for kind in centre.hold_kinds for word in kind.words if _says(text, word)]
    if named:
        return max(named, key=lambda pair: pair[0])[1]
    meaning = read_meaning(text[:LONGEST])
    if meaning is None or meaning.hold_kind is None:
        return None
    return centre.hold_kind(meaning.hold_kind) or centre.hold_kind(_ELSE.get(meaning.hold_kind, ""))


def says_only_stuck(text: str) -> bool:
    """Whether the words, with no stage before them, give no reason."""
    return _BARELY_STUCK.fullmatch(fold(text)) is not None


def _says(text: str, word: str) -> bool:
    """Whole words; with accents where the text has any, since "mưa" is rain and "mua" is buying."""
    plain_text, plain_word = fold(text), fold(word)
    if _HANZI.search(word):
        return plain_word in plain_text
    if _accented(text):
        return _within(_composed(word), _composed(text))
    return plain_text == plain_word or (" " in plain_word and _within(plain_word, plain_text))


def _within(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _accented(text: str) -> bool:
    return any(char in "đĐ" or unicodedata.combining(char) for char in unicodedata.normalize("NFD", text))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
