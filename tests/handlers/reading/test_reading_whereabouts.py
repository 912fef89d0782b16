"""Phone numbers and places as people send them."""

import pytest

from handlers.reading.phones import dialled, read_phone, shared
from handlers.reading.places import maps_link, read_place

BEN_THANH = (10.776889, 106.700806)


@pytest.mark.parametrize(
    ("said", "number", "whose"),
    [
        ("chị Lan 0909 123 456", "0909 123 456", "chị Lan"),
        ("0909.123.456 (chị Lan)", "0909.123.456", "chị Lan"),
        ("Anh Ba, đt: 0909123456", "0909123456", "Anh Ba"),
        ("cô Bảy +84 28 3822 1234", "+84 28 3822 1234", "cô Bảy"),
        ("(028) 3822 1234", "(028) 3822 1234", ""),
        ("1900 1234", "1900 1234", ""),
        ("张经理 138-0013-8000", "138-0013-8000", "张经理"),
        ("陈小姐电话13800138000", "13800138000", "陈小姐"),
        ("电话：１３８００１３８０００", "13800138000", ""),
        ("0755-12345678", "0755-12345678", ""),
        ("lầu 3, 0909123456", "0909123456", "lầu 3"),
    ],
)
def test_a_number_is_told_from_whose_it_is(said: str, number: str, whose: str) -> None:
    read = read_phone(said)
    assert (read.number, read.rest) == (number, whose)


@pytest.mark.parametrize(
    "said", ["chị Lan", "200 cái", "25/12/2026", "01.12.2026", "12.500.000", "DH-261101", "12 Lê Lợi"]
)
def test_what_is_no_number_is_left_as_it_is(said: str) -> None:
    assert (read_phone(said).number, read_phone(said).rest) == ("", said)


def test_a_number_is_dialled_without_what_was_put_between_and_shared_with_its_country() -> None:
    assert dialled("+84 (28) 3822-1234") == "+842838221234"
    assert dialled("0909.123 456") == "0909123456"
    assert [shared(one) for one in ("84909123456", "+84909123456", "0909123456")] == [
        "+84909123456", "+84909123456", "0909123456",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "10.776889,106.700806",
        "10.776889, 106.700806",
        "10.776889，106.700806",
        "106.700806, 10.776889",
        "https://www.google.com/maps?q=10.776889,106.700806",
        "https://www.google.com/maps/place/Ch%E1%BB%A3/@10.7,106.6,17z/data=!3m1!4b1!8m2!3d10.776889!4d106.700806",
        "https://www.google.com.vn/maps/@10.776889,106.700806,17z",
        "https://maps.google.com/?daddr=10.776889,106.700806",
        "https://www.google.com/maps/search/10.776889,+106.700806?entry=tts",
        "https://maps.apple.com/?ll=10.776889,106.700806&q=Kho",
        "https://www.openstreetmap.org/?mlat=10.776889&mlon=106.700806#map=17/10.7/106.7",
    ],
)
def test_coordinates_and_links_of_maps_are_a_pin(said: str) -> None:
    assert read_place(said).pin == BEN_THANH
    both = read_place(f"Chợ Bến Thành, {said}")
    assert (both.pin, both.words) == (BEN_THANH, "Chợ Bến Thành")


@pytest.mark.parametrize(
    "said",
    [
        "12 Lê Lợi, Quận 1",
        "1.200,50",
        "12.500.000",
        "https://example.com/maps?q=10.776889,106.700806",
        "200.12,300.45",
    ],
)
def test_what_is_no_place_is_an_address_as_it_stands(said: str) -> None:
    assert (read_place(said).pin, read_place(said).words) == (None, said)
    assert maps_link(said) == ""


@pytest.mark.parametrize(
    "link",
    [
        "https://maps.app.goo.gl/Ab12",
        "https://uri.amap.com/marker?position=121.473701,31.230416",
        "https://j.map.baidu.com/a/b",
    ],
)
def test_a_link_that_says_no_true_coordinates_is_kept_to_be_opened(link: str) -> None:
    place = read_place(f"人民路 12 号 {link}")
    assert (place.pin, place.words) == (None, f"人民路 12 号 {link}")
    assert maps_link(place.words) == link
