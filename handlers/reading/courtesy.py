"""Words that only say that somebody has heard, or thank: they report nothing."""

from handlers.reading.fold import folded
from handlers.reading.lexicon.tags import Tag
from handlers.reading.tagging import tagged

_POLITE = frozenset({Tag.FILLER, Tag.ADDRESS})
_BESIDES = _POLITE | {Tag.ACK, Tag.SURE, Tag.PAST, Tag.DID}
_LONGEST = 60


def only_heard(words: str) -> bool:
    """Whether somebody has heard, and says nothing of the work: “ok em”, “👍”, “知道了”, “roger”."""
    tags = _tags(words)
    return Tag.ACK in tags and tags <= _BESIDES


def is_courtesy(words: str) -> bool:
    """Whether it is only polite: “cảm ơn em”, “谢谢”, “thanks”."""
    tags = _tags(words)
    return bool(tags) and tags <= _POLITE


def _tags(words: str) -> set[Tag]:
    if len(words) > _LONGEST:
        return set()
    return {tag for clause in tagged(folded(words)) for tag in clause.tags}
