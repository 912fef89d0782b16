"""Words that give an offer back, or refuse what waits for approval: "trả lại, thiếu kích thước", "退回", "不批准"; the rest is the reason."""

import re

from handlers.reading.fold import folded

_BACK = re.compile(
    r"(?:(?:xin |em |cho )?(?:tra lai|tu choi|khong nhan(?! duoc)|ko nhan(?! duoc))|退回|退给|拒收|拒绝|不收|不接"
    r"|(?:we )?(?:return(?:ed)?|declined?|sen[dt] (?:it )?back)(?= *(?:$|[,.:;-]|because|as|since)))(?![a-z])"
)
_NO = re.compile(
    r"(?:(?:khong|ko|chua) (?:duyet|dong y|dat)|tu choi|不批准|不同意|不通过|驳回|未通过|(?:not approved|reject(?:ed)?|declined?|disapproved?))(?![a-z])"
)
_YES = re.compile(
    r"(?:(?:da |ok )?(?:duyet|dong y)(?: roi| nhe| a)?|批准了?|同意了?|通过了?|(?:ok )?approved?)"
)
_SO = re.compile(r"^(?:[\s,.:;，。：；–-]|(?:vi|do|tai|because|as|since)(?![a-zA-Z])|vì|tại|因为|由于|因)+")


def given_back(words: str) -> str | None:
    """The reason, maybe empty, for which it is given back; None where the words say anything else."""
    return _behind(_BACK, words)


def refused(words: str) -> str | None:
    """The same of something that waits for a yes."""
    return _behind(_NO, words)


def approved(words: str) -> bool:
    """Whether nothing is said but yes."""
    return bool(_YES.fullmatch(folded(words[:60]).text.strip(" .!。！")))


def _behind(pattern: re.Pattern[str], words: str) -> str | None:
    line = folded(words)
    found = pattern.match(line.text)
    if found is None or "?" in words or "？" in words:
        return None
    rest = words[line.span(found.start(), found.end())[1] :]
    return _SO.sub("", rest).strip()
