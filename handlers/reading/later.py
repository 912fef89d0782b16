"""Words that put a question off: "nhắc sau", "để mai", "稍后提醒", "remind me tomorrow"; nothing is reported by them."""

import re

from handlers.reading.fold import folded

_LONGEST = 60  # characters: whoever writes more says something about the work
_TIME = (
    r"(?:\d{1,2} ?(?:h|g|gio|tieng|phut|p|ngay|tuan|thang)(?: ?\d{2})?|\d{1,2}[/:]\d{1,2}|(?:thu|t) ?[2-7]|(?:chu nhat|cn|tuan|thang|toi|ngay)|"
    r"lat(?: nua)?|ti(?: nua)?|chut(?: nua)?|chieu|trua|sang|toi|mai|ngay mai"
    r"|hom nay|nay|nua|mot|hai|vai|gio|tieng|phut|som|dau gio|luc|vao|sau|roi)"
)
_VI = (
    rf"(?:(?:{_TIME} )*(?:hay |thi )?nhac(?: lai| giup| toi| em| anh| chi)*(?: {_TIME})*"
    rf"|de (?:sau|lat|ti|chut|mai|ngay mai|sang|chieu|toi|trua|{_TIME})(?: {_TIME})*(?: nhac(?: lai)?)?"
    rf"|(?:tam )?hoan nhac(?: lai)?(?: {_TIME})*"
    r"|(?:lat|ti|chut) nua(?: nhac(?: lai)?| tra loi| xem)?)"
)
_ZH_TIME = r"(?:\d{1,2}|[一二两三四五半]|十[一二]?)?(?:个?半?小时|个?钟头?|点半?|分钟)?(?:之?后)?"
_ZH = (
    rf"(?:请|麻烦)?(?:(?:稍后|晚点|晚些|等会儿?|待会儿?|等一下|一会儿?|回头|以后|明天|明早|明日|今天|下午|上午|早上|过){_ZH_TIME}){{1,3}}"
    r"(?:再|儿)?(?:提醒|提示|问|说|看|处理|通知)?(?:一下)?(?:我|我们)?(?:吧|哈)?"
    r"|(?:请|麻烦)?(?:\d{1,2}|[一二两三四五半]|十[一二]?)个?半?(?:小时|钟头?|分钟)(?:之|以)?后再?(?:提醒|提示|问|说|看)(?:一下)?(?:我|我们)?(?:吧|哈)?"
    r"|(?:推迟|延后|暂缓)(?:提醒)?"
)
_EN = (
    r"(?:please )?(?:(?:remind(?: me| us)?|ask|ping|snooze|put (?:it )?off)(?: again)?(?: until| till| for)?"
    r"(?: (?:later|tomorrow|this afternoon|in the morning|morning|(?:in |at )?\d{1,2} ?(?:h|hours?|hrs?|min(?:utes)?|am|pm|:\d{2})?))*"
    r"|later|not now|tomorrow morning)(?: please)?"
)
_LATER = re.compile(rf"(?:{_VI})(?: (?:nhe|nha|a|di|giup|duoc khong))*|(?:{_ZH})|(?:{_EN})")
_PLAIN = re.compile(
    r"(?:nhac lai|nhac|remind me|remind us|remind|ask|ping|ask again|明天|今天|下午|上午|早上|过|以后)"
)
# These alone ask for nothing: "nhắc" may be a question, "明天" is a day for what is asked.


def puts_off(words: str) -> bool:
    """Whether nothing else is said than that the question should be asked later."""
    said = folded(words[: _LONGEST + 1]).text.strip(" .!,，。！~")
    if not said or len(said) > _LONGEST:
        return False
    return bool(_LATER.fullmatch(said)) and not _PLAIN.fullmatch(said)
