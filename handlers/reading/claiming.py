"""Words that say it was reported before: "báo rồi mà", "早就报过了", "already reported". They report nothing themselves."""

import re

from handlers.reading.fold import folded

_CLAIMS = re.compile(
    r"(?:(?:em|minh|anh|chi|ben em|ben minh|hom qua|sang nay|luc nay|hoi nay) )*(?:da )?(?:bao(?: cao)?|cap nhat)(?: xong)? roi(?: ma| a| nhe| day)?"
    r"|(?:我|我们)?(?:昨天|早上|刚才|早就|都|已经?)*(?:报|回报|汇报|更新)(?:过|了|过了)(?:呀|啊|的)?"
    r"|(?:i |we )?(?:have |had )?(?:already (?:reported|updated|said)|(?:reported|updated)(?: it)?(?: already| before| yesterday))"
)
_LONGEST = 60


def claims_said(words: str) -> bool:
    """Whether nothing else is said."""
    said = folded(words[: _LONGEST + 1]).text.strip(" .!,，。！~")
    return len(said) <= _LONGEST and bool(_CLAIMS.fullmatch(said))
