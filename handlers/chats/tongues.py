"""Languages as people name them and as the messenger reports them."""

import re

from handlers.reading.fold import fold
from orders.refusals.naming import LanguageUnknown

VIETNAMESE, SIMPLIFIED, TRADITIONAL, ENGLISH = "vi", "zh-Hans", "zh-Hant", "en"
TONGUES = (VIETNAMESE, SIMPLIFIED, TRADITIONAL, ENGLISH)
TOGETHER = "+"
AT_MOST = 2  # languages of a group: a message in three is read by nobody

_WORDS = {
    VIETNAMESE: ("vi", "vn", "viet", "tieng viet", "vietnamese", "越南语", "越文", "越语"),
    SIMPLIFIED: ("zh", "cn", "zh-hans", "zh-cn", "hans", "trung", "tieng trung", "tieng hoa", "gian the", "chinese", "中文", "简体", "简体中文", "汉语"),
    TRADITIONAL: ("zh-hant", "zh-tw", "zh-hk", "tw", "hant", "phon the", "trung phon the", "traditional", "繁体", "繁体中文"),
    ENGLISH: ("en", "anh", "tieng anh", "english", "英文", "英语"),
}  # fmt: skip
_BY_WORD = {word: tongue for tongue, words in _WORDS.items() for word in words}
_BETWEEN = re.compile(r"\s*[+,;&/，、；]\s*|\s+(?:va|and|voi)\s+|和")


def tongues_in(words: str) -> tuple[str, ...]:
    """The languages somebody names, each once, in their order. Raises LanguageUnknown."""
    parts = [part for part in _BETWEEN.split(fold(words)) if part]
    unknown = next((part for part in parts if part not in _BY_WORD), None)
    found = tuple(dict.fromkeys(_BY_WORD[part] for part in parts if part in _BY_WORD))
    if unknown is not None or not found or len(found) > AT_MOST:
        raise LanguageUnknown(text=words.strip()[:40])
    return found


def of_messenger(code: str) -> str:
    """What a newcomer is spoken to in; empty: as the company does.

    A phone set to English tells nothing here: many who read no English leave it at that.
    """
    code = code.lower()
    if code.startswith("vi"):
        return VIETNAMESE
    if code in {"zh-hant", "zh-tw", "zh-hk"}:
        return TRADITIONAL
    return SIMPLIFIED if code.startswith("zh") else ""
