"""A code as a picture: read back small, compressed, and torn."""

import io

import pytest
import zxingcpp
from PIL import Image

from payments.vietqr import Transfer, build
from reports.qr_code import QUIET_ZONE, WIDTH, draw, png

SHORT = build(Transfer(bin="970416", account="257678859"))
LONGEST = build(
    Transfer(bin="970403", account="9" * 19, amount=9_999_999_999_999, purpose="Thanh toan dot 2 DH 26110")
)


def read(picture: Image.Image) -> list[str]:
    return [one.text for one in zxingcpp.read_barcodes(picture)]


def compressed(picture: Image.Image, quality: int) -> Image.Image:
    sent = io.BytesIO()
    picture.save(sent, format="JPEG", quality=quality)
    return Image.open(sent)


@pytest.mark.parametrize("payload", [SHORT, LONGEST], ids=["short", "longest"])
@pytest.mark.parametrize("side", [WIDTH, 640, 360, 240])
@pytest.mark.parametrize("quality", [85, 50])
def test_a_code_is_read_at_a_phones_size_and_after_jpeg(payload: str, side: int, quality: int) -> None:
    picture = Image.open(io.BytesIO(png(draw(payload))))
    assert picture.format == "PNG"

    assert read(picture.resize((side, side))) == [payload]
    assert read(compressed(picture.resize((side, side)), quality)) == [payload]
    assert read(compressed(picture, quality).resize((side, side))) == [payload]


@pytest.mark.parametrize("payload", [SHORT, LONGEST], ids=["short", "longest"])
def test_modules_are_large_black_on_white_and_stand_clear_of_the_edge(payload: str) -> None:
    picture = draw(payload)
    left, top, right, bottom = picture.convert("L").point(lambda light: 255 - light).getbbox()
    [code] = zxingcpp.read_barcodes(picture)

    module = left // QUIET_ZONE
    assert module >= 10
    assert {left, top, picture.width - right, picture.height - bottom} == {QUIET_ZONE * module}
    assert {colour for _, colour in picture.getcolors()} == {(0, 0, 0), (255, 255, 255)}
    assert code.ec_level == "Q"


def test_a_code_with_a_thumb_on_it_is_still_read() -> None:
    picture = draw(LONGEST)
    middle = picture.width // 2
    picture.paste("#c08060", (middle - 90, middle - 90, middle + 90, middle + 90))
    assert read(picture) == [LONGEST]
