"""Whom to call about an order and where to go: read from words, from what was shared, and opened on a map."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from handlers.incoming import Attachment
from handlers.reading.phones import read_phone, shared
from handlers.reading.places import maps_link, read_place, shared_pin
from orders.centre_file.centre import Centre
from orders.facts import Facts
from orders.refusals.reading import PlaceUnclear

_SHOWN = 40  # characters of what was typed that a refusal repeats
_SEARCHED = 200  # characters of an address that a map is asked for
_IN_CHINA = frozenset({"Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "Asia/Urumqi", "PRC"})


def with_contact(facts: Facts, said: str) -> Facts:
    """A name with a number, as in "chị Lan 0909 123 456"; a name alone leaves the number as it was."""
    phone = read_phone(said)
    known = replace(facts, phone=phone.number or facts.phone)
    return replace(known, contact=phone.rest) if phone.rest or not phone.number else known


def with_address(facts: Facts, said: str) -> Facts:
    """An address, a place on the map, or both at once; either alone leaves the other as it was."""
    place = read_place(said)
    known = replace(facts, map_pin=place.pin or facts.map_pin)
    return replace(known, address=place.words) if place.words or not place.pin else known


def with_pin(facts: Facts, said: str) -> Facts:
    """Raises PlaceUnclear; nothing said takes the pin away."""
    pin = read_place(said).pin
    if said and pin is None:
        raise PlaceUnclear(text=said[:_SHOWN])
    return replace(facts, map_pin=pin)


def with_shared_contact(facts: Facts, attachments: Sequence[Attachment]) -> Facts | None:
    """The facts with somebody out of the phone's contacts; None where nobody was shared."""
    card = next((one for one in attachments if one.kind == "contact"), None)
    return (
        None
        if card is None
        else replace(facts, contact=card.name or facts.contact, phone=shared(card.phone) or facts.phone)
    )


def with_shared_place(facts: Facts, attachments: Sequence[Attachment]) -> Facts | None:
    """The facts with a place shared from the phone's map; None where none was. A place with a name brings its address."""
    for one in attachments:
        if one.latitude is not None and one.longitude is not None:
            pin = shared_pin(one.latitude, one.longitude)
            return replace(facts, map_pin=pin, address=one.name or facts.address)
    return None


def directions(centre: Centre, facts: Facts) -> str:
    """The address that opens a map at the customer's: of the pin, of the link people sent, or of the address as it stands.

    "" where nothing of it is known. What opens in China is not what opens elsewhere.
    """
    if facts.map_pin is not None:
        latitude, longitude = facts.map_pin
        if centre.company.time_zone in _IN_CHINA:
            where = {"position": f"{longitude},{latitude}", "coordinate": "wgs84", "name": facts.customer}
            return f"https://uri.amap.com/marker?{urlencode(where)}"
        return _on_google(f"{latitude},{longitude}")
    if link := maps_link(facts.address):
        return link
    if not facts.address:
        return ""
    address = facts.address[:_SEARCHED]
    if centre.company.time_zone in _IN_CHINA:
        return f"https://uri.amap.com/search?{urlencode({'keyword': address})}"
    return _on_google(address)


def _on_google(wanted: str) -> str:
    return f"https://www.google.com/maps/search/?{urlencode({'api': 1, 'query': wanted})}"
