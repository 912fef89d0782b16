"""Where somebody is, as people send it: "10.77,106.70", a link of a maps app, an address with one of them behind it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote_plus, urlsplit

Pin: TypeAlias = tuple[float, float]  # latitude, longitude

_DEGREES = r"-?\d{1,3}\.\d+"
_PAIR = rf"({_DEGREES})\s*[,\s]\s*({_DEGREES})"
_EXACT = rf"({_DEGREES}\d)"  # typed, "3.5, 2.5" is a size
_TYPED = re.compile(rf"(?<![\w.,/@=-]){_EXACT}\s*[,\s]\s*{_EXACT}(?![\w.]*\d)")
_LINK = re.compile(r"https?://[^\s<>\"']+")
# The place itself before what the map happened to show around it.
_IN_LINKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"!3d({_DEGREES})!4d({_DEGREES})",
        rf"[?&](?:q|query|daddr|destination|coordinate|ll)=(?:loc:)?{_PAIR}",
        rf"[?&]mlat=({_DEGREES})&mlon=({_DEGREES})",
        rf"/{_PAIR}(?:[/?&]|$)",
        rf"@{_PAIR}",
        rf"#map=\d+/({_DEGREES})/({_DEGREES})",
    )
)
_HOSTS = frozenset(
    {
        "maps.google.com",
        "maps.app.goo.gl",
        "maps.apple.com",
        "maps.apple",
        "www.openstreetmap.org",
        "openstreetmap.org",
        "uri.amap.com",
        "surl.amap.com",
        "www.amap.com",
        "ditu.amap.com",
        "map.baidu.com",
        "j.map.baidu.com",
        "map.qq.com",
        "apis.map.qq.com",
    }
)
# China's own maps shift what they show by some hundred metres: their links are opened as they are, never read.
_SHIFTED = ("amap.com", "baidu.com", "qq.com", "google.cn")
_AROUND = " \t\n,;:：，、;()[]-–—·|"
_PRECISION = 6  # decimals: ten centimetres
_NORTHERNMOST, _EASTERNMOST = 90, 180


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """``pin`` None where no coordinates were given; ``words`` is the address without what the pin was read from."""

    pin: Pin | None = None
    words: str = ""


def read_place(said: str) -> Place:
    """The pin and the address in what was said. A link without coordinates stays in the words: it still opens the map."""
    if (link := _link_in(said)) is not None:
        pin = _pin_in_link(link)
        return Place(pin=pin, words=_without(said, link) if pin else said.strip())
    typed = unicodedata.normalize("NFKC", said)
    found = _TYPED.search(typed)
    pin = _pin(*found.groups()) if found else None
    if found is None or pin is None:
        return Place(words=said.strip())
    return Place(pin=pin, words=_without(typed, found.group()))


def maps_link(words: str) -> str:
    """The link of a maps app in an address, "" where there is none; any other link is no way to a customer."""
    return _link_in(words) or ""


def shared_pin(latitude: float, longitude: float) -> Pin:
    """A place as the messenger shares it."""
    return round(latitude, _PRECISION), round(longitude, _PRECISION)


def _link_in(words: str) -> str | None:
    links = (found.group().rstrip(".,;:!)]") for found in _LINK.finditer(words))
    return next((link for link in links if _is_of_a_map(link)), None)


def _is_of_a_map(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    host = (parts.hostname or "").lower()
    google = re.fullmatch(r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}", host) and parts.path.startswith("/maps")
    return host in _HOSTS or bool(google) or (host == "goo.gl" and parts.path.startswith("/maps"))


def _pin_in_link(link: str) -> Pin | None:
    host = (urlsplit(link).hostname or "").lower()
    if host.endswith(_SHIFTED):
        return None
    plain = unquote_plus(link)
    found = (pattern.search(plain) for pattern in _IN_LINKS)
    pins = (_pin(*one.groups()) for one in found if one)
    return next((pin for pin in pins if pin), None)


def _pin(first: str, second: str) -> Pin | None:
    """Latitude comes first, unless it could not be one."""
    latitude, longitude = float(first), float(second)
    if abs(latitude) > _NORTHERNMOST:
        latitude, longitude = longitude, latitude
    if abs(latitude) > _NORTHERNMOST or abs(longitude) > _EASTERNMOST:
        return None
    return shared_pin(latitude, longitude)


def _without(words: str, part: str) -> str:
    before, _, after = words.partition(part)
    return " ".join(piece for piece in (before.strip(_AROUND), after.strip(_AROUND)) if piece)
