"""Currencies: how many decimals each is counted in, and how people write it beside an amount."""

from collections.abc import Mapping

VND = "VND"
_WHOLE = frozenset(
    [
        "ADP",
        "AFN",
        "ALL",
        "BIF",
        "BYR",
        "CLP",
        "DJF",
        "ESP",
        "GNF",
        "IQD",
        "IRR",
        "ISK",
        "ITL",
        "JPY",
        "KMF",
        "KPW",
        "KRW",
        "LAK",
        "LBP",
        "LUF",
        "MGA",
        "MGF",
        "MMK",
        "MRO",
        "PYG",
        "RSD",
        "RWF",
        "SLL",
        "SOS",
        "STD",
        "SYP",
        "TMM",
        "TRL",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
        "YER",
        "ZMK",
        "ZWD",
    ]
)
_THREE = frozenset(["BHD", "JOD", "KWD", "LYD", "OMR", "TND"])
_FOUR = frozenset({"CLF", "UYW"})
_MARKS: Mapping[str, tuple[str, ...]] = {
    "VND": ("₫", "đ", "d", "vnd", "dong", "越南盾", "盾"),
    "CNY": ("¥", "rmb", "人民币", "元", "块"),
    "TWD": ("nt$", "ntd", "新台币", "元", "块", "$"),
    "HKD": ("hk$", "港币", "港元", "元", "$"),
    "JPY": ("¥", "円", "日元", "yen"),
    "KRW": ("₩", "원", "won"),
    "USD": ("us$", "$", "美元", "美金", "do la"),
    "EUR": ("€", "欧元", "euro"),
    "GBP": ("£", "英镑"),
    "THB": ("฿", "泰铢", "baht"),
}


def decimals(currency: str) -> int:
    """Minor units are so many decimals of the currency: 0 of đồng, 2 of yuan."""
    if currency in _WHOLE:
        return 0
    return 3 if currency in _THREE else 4 if currency in _FOUR else 2


def marks(currency: str) -> tuple[str, ...]:
    """Folded, the longest first; its code is one of them."""
    return tuple(sorted({currency.casefold(), *_MARKS.get(currency, ())}, key=len, reverse=True))


def other_marks(currency: str) -> frozenset[str]:
    """What says that another currency is meant; a lone letter does not."""
    others = {
        one
        for name in _MARKS
        for one in marks(name)
        if len(one) > 1 or not one.isascii() or not one.isalpha()
    }
    return frozenset(others - set(marks(currency)))
