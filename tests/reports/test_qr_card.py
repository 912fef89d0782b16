"""The payment card: read off a phone however a messenger squeezed it, and nothing of it is cut off."""

import io

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageOps

from payments.references import reference
from payments.vietqr import Transfer, build
from reports.lettering import lines, write
from reports.qr_card import card
from reports.qr_code import WIDTH

PAYLOAD = build(
    Transfer(bin="970436", account="VQRQ00012345678AB9Z", amount=499_999_999, purpose=reference(10**8))
)
WORDS = {
    "title": ["Quét mã để chuyển khoản"],
    "amount": ["499.999.999\u00a0₫"],
    "lines": [
        "Vietcombank",
        "Số tài khoản: VQRQ00012345678AB9Z",
        "CÔNG TY CỔ PHẦN QUẢNG CÁO ADTECH VIỆT NAM",
    ],
    "notes": ["Đơn DH-261101 · Cọc 50 %", "T2 23/11/2026"],
}


def drawn() -> Image.Image:
    return Image.open(io.BytesIO(card({"payload": PAYLOAD}, WORDS)))


def read(picture: Image.Image) -> list[str]:
    return [one.text for one in zxingcpp.read_barcodes(picture)]


def squeezed(picture: Image.Image, quality: int) -> Image.Image:
    written = io.BytesIO()
    picture.save(written, format="JPEG", quality=quality)
    return Image.open(written)


def smaller(picture: Image.Image, width: int) -> Image.Image:
    return picture.resize((width, round(picture.height * width / picture.width)))


def test_it_is_read_at_the_size_of_a_phone():
    picture = drawn()
    assert (picture.format, picture.width) == ("PNG", WIDTH)
    assert read(picture) == [PAYLOAD]


@pytest.mark.parametrize("quality", [60, 45, 30])
@pytest.mark.parametrize("width", [WIDTH, 720, 360])
def test_it_is_read_small_and_after_a_messenger_squeezed_it(quality: int, width: int):
    assert read(squeezed(smaller(drawn(), width), quality)) == [PAYLOAD]
    assert read(smaller(squeezed(drawn(), quality), width)) == [PAYLOAD]


def test_the_code_is_black_on_white_with_its_quiet_zone():
    [found] = zxingcpp.read_barcodes(drawn())
    left, top = found.position.top_left.x, found.position.top_left.y
    picture = drawn()
    around = [picture.getpixel((left - step, top + 5)) for step in range(20, 60, 5)]
    assert set(around) == {(255, 255, 255)}
    assert picture.getpixel((left + 5, top + 5)) == (0, 0, 0)


def test_long_words_take_more_lines_and_never_the_edge():
    long_words = {**WORDS, "lines": [WORDS["lines"][2] * 3]}
    long = Image.open(io.BytesIO(card({"payload": PAYLOAD}, long_words)))
    columns = [long.getpixel((x, y)) for x in (0, 30, WIDTH - 30, WIDTH - 1) for y in range(long.height)]
    assert set(columns) == {(255, 255, 255)}
    assert read(long) == [PAYLOAD]


def test_a_line_neither_begins_nor_ends_with_what_stands_between_two():
    broken = lines(["Số tài khoản: 0123 · Account: 0123"], 40, colour="#000000", width=400)
    assert [one.text for one in broken] == ["Số tài khoản: 0123", "Account: 0123"]


def test_hanzi_without_spaces_take_the_lines_they_need():
    name = "广告制作有限公司广告制作有限公司"
    broken = lines([name], 40, colour="#000000", width=300)
    assert len(broken) > 1
    assert "".join(one.text for one in broken) == name
    assert all(one.letters.getlength(one.text) <= 300 for one in broken)


def test_a_line_is_as_high_as_its_letters_with_accents_and_tails():
    [line] = lines(["Ậ Ỗ ợ g p"], 60, colour="#000000", width=900, bold=True)
    picture = Image.new("L", (900, 2 * line.height), 255)
    end = write(ImageDraw.Draw(picture), [line], middle=450, top=0)
    assert end == line.height
    filled = ImageOps.invert(picture).getbbox()
    assert filled is not None
    assert filled[3] <= end
