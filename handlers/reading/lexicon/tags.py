"""What a word does to the meaning of the line it stands in."""

from enum import StrEnum, auto


class Tag(StrEnum):
    """The part a phrase plays. Everything from NOT on keeps a line from being read as done."""

    DONE = auto()  # xong, 完成, done
    DID = auto()  # đã, 已: it has happened; after a done word another report begins
    ALSO = auto()  # and delivered: another report begins
    PAST = auto()  # hôm qua, 了, already: it has happened
    SURE = auto()  # rồi, vừa: it has happened, or will have by the time named
    FILLER = auto()  # who speaks, politeness, "no problem"
    ALL = auto()  # hết: all of it; before a thing, out of it
    ADDRESS = auto()  # anh, chị: a name may follow
    ACK = auto()  # ok, vâng, 好的: heard; or politeness before a done
    RECEIVED = auto()
    BROKEN = auto()
    THING = auto()  # what can be waited for, or fail: carries a hold kind
    NUMBER = auto()
    UNKNOWN = auto()

    NOT = auto()  # at the end, after what it asks about, it is a question: "xong chưa"
    YET = auto()  # a question unless it goes with a NOT
    NEVER = auto()  # a negation wherever it stands
    ASK = auto()
    SOON = auto()
    FUTURE = auto()
    TODAY = auto()  # a time of today: behind, if something else says so
    TIME = auto()
    DOING = auto()
    PART = auto()
    LEFT = auto()  # a number of what is still to do
    IF = auto()  # condition, wish, order, hearsay, doubt: nobody reports here
    LINK = auto()  # a small word that turns a done word into something else
    WAIT = auto()
    LACK = auto()
    STUCK = auto()


NOT_DONE = frozenset(list(Tag)[list(Tag).index(Tag.NOT) :])
