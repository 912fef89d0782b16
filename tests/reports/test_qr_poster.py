"""The invitation's poster: a reader finds the link, and every letter has its shape."""

import io
import sys

import zxingcpp
from PIL import Image

from reports.fonts import font
from reports.qr_poster import WIDTH, draw, poster

LINK = "https://t.me/dieuphoi_bot?start=Qm9vdHN0cmFwLWNvZGUtMQ"
LINES = (
    "Vận hành – Sản xuất và lắp đặt bảng hiệu ngoài trời khu vực phía Nam",
    "Adtech Quảng cáo ngoài trời",
    "@dieuphoi_bot",
)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def read(picture: Image.Image) -> list[str]:
    return [one.text for one in zxingcpp.read_barcodes(picture)]


def test_a_reader_finds_the_link():
    picture = opened(draw(LINK, LINES))
    assert read(picture) == [LINK]
    assert picture.format == "PNG"
    assert picture.width == WIDTH


def test_it_is_still_read_small_and_with_a_thumb_on_it():
    picture = opened(draw(LINK, LINES)).resize((360, 540))
    left, top = 150, 300  # the middle of the code
    picture.paste("#c08060", (left, top, left + 50, top + 30))
    assert read(picture) == [LINK]


def test_a_long_name_takes_more_lines_and_never_the_edge():
    high = opened(draw(LINK, LINES))
    assert high.height > opened(draw(LINK, ("Sản xuất", *LINES[1:]))).height
    columns = [high.getpixel((x, y)) for x in (0, 20, WIDTH - 20, WIDTH - 1) for y in range(high.height)]
    assert set(columns) == {(255, 255, 255)}


def test_every_letter_of_vietnamese_has_its_shape():
    letters = "ăâđêôơưẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸỳỵỷỹ"
    missing = font(40).getmask("\uffff")
    for letter in letters:
        assert bytes(font(40).getmask(letter)) != bytes(missing), letter


def test_an_invitation_is_drawn_from_its_figures():
    data, words = {"link": LINK, "bot": "dieuphoi_bot"}, {"title": ["生产部"], "lines": [LINES[1]]}
    assert poster(data, words) == draw(LINK, ("生产部", LINES[1], "@dieuphoi_bot"))


def test_the_letters_are_found_without_starting_the_drawing_library():
    import subprocess

    code = "import sys, reports.qr_poster; reports.qr_poster.draw('x', ['y']); sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
