"""Pictures people send with their reports: a sheet with a signboard, a corner of the workshop, a signed paper."""

import io
import math
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

SHEET, PHOTO, PAPER = (1120, 790), (960, 720), (720, 960)
INK, LINE, RED, GREY = "#1d3557", "#457b9d", "#c1121f", "#8d99ae"
PAINTS = ("#c1121f", "#fb8500", "#2a9d8f", "#7b2cbf", "#0077b6", "#386641")
STEEL, LAMP = (92, 98, 106), (255, 244, 214)


def drawing(code: str) -> bytes:
    """A drawing as a PDF: the board with its measures, and a title block."""
    chance = Random(code)  # noqa: S311 - the looks of a picture, no secret
    sheet = Image.new("RGB", SHEET, "#fdfdfb")
    pen = ImageDraw.Draw(sheet)
    width, height = SHEET
    pen.rectangle((24, 24, width - 24, height - 24), outline=INK, width=3)
    long, high = chance.choice((3000, 4000, 6000, 8000)), chance.choice((900, 1200, 1500))
    board = (150, 190, width - 150, 190 + int((width - 300) * high / long) + 60)
    pen.rectangle(board, fill=chance.choice(PAINTS), outline=INK, width=4)
    _letters(pen, board, chance)
    _measure(pen, (board[0], board[3] + 50), (board[2], board[3] + 50), f"{long} mm")
    _measure(pen, (board[0] - 50, board[1]), (board[0] - 50, board[3]), f"{high}")
    block = (width - 424, height - 154, width - 24, height - 24)
    pen.rectangle(block, outline=INK, width=2)
    pen.line((block[0], block[1] + 65, block[2], block[1] + 65), fill=INK, width=2)
    pen.text((block[0] + 18, block[1] + 14), code, fill=INK, font=_font(34))
    pen.text(
        (block[0] + 18, block[1] + 80),
        f"1 : {long // 100}   A3   rev. {chance.choice('ABC')}",
        fill=LINE,
        font=_font(26),
    )
    out = io.BytesIO()
    sheet.save(out, "PDF", resolution=96)
    return out.getvalue()


def photo(kind: str, code: str) -> bytes:
    picture = _signed(code) if kind == "signed" else _workshop(code)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()


def _workshop(code: str) -> Image.Image:
    """Lamps above, a bench below, and the thing being made on it, a little out of focus at the edges."""
    chance = Random(f"workshop {code}")  # noqa: S311 - the looks of a picture, no secret
    picture = _gradient(PHOTO, (58, 64, 72), (150, 140, 126))
    pen = ImageDraw.Draw(picture)
    width, height = PHOTO
    for lamp in range(3):
        x = 120 + lamp * 300 + chance.randrange(60)
        pen.polygon([(x, 40), (x + 150, 40), (x + 190, 74), (x - 40, 74)], fill=LAMP)
    for rib in range(0, width, 96):
        pen.line((rib, 90, rib, 430), fill=STEEL, width=6)
    picture = picture.filter(ImageFilter.GaussianBlur(3))
    pen = ImageDraw.Draw(picture)
    pen.polygon([(0, 520), (width, 480), (width, height), (0, height)], fill="#6b4f3a")
    board = (150, 250, width - 150, 500)
    pen.rounded_rectangle((board[0] + 14, board[1] + 16, board[2] + 14, board[3] + 16), 18, fill="#2b2d33")
    pen.rounded_rectangle(board, 18, fill=chance.choice(PAINTS), outline="#e9ecef", width=6)
    _letters(pen, board, chance)
    pen.text((28, height - 58), code, fill="#f1faee", font=_font(30))
    return picture.filter(ImageFilter.SMOOTH)


def _signed(code: str) -> Image.Image:
    """A paper of acceptance on a table: lines of print, a stamp, two signatures."""
    chance = Random(f"signed {code}")  # noqa: S311 - the looks of a picture, no secret
    picture = _gradient(PAPER, (120, 92, 66), (84, 62, 44))
    page = Image.new("RGB", (600, 830), "#fbfaf5")
    pen = ImageDraw.Draw(page)
    pen.text((300, 60), code, fill=INK, font=_font(44), anchor="mm")
    for row in range(11):
        pen.line((60, 130 + row * 36, 540 - chance.randrange(170), 130 + row * 36), fill=GREY, width=6)
    pen.ellipse((330, 560, 510, 740), outline=RED, width=7)
    pen.ellipse((352, 582, 488, 718), outline=RED, width=3)
    for x in (90, 350):
        _signature(pen, x, 650 + chance.randrange(30), chance)
    turned = page.convert("RGBA").rotate(
        chance.uniform(-4, 4), expand=True, resample=Image.Resampling.BICUBIC
    )
    corner = ((PAPER[0] - turned.width) // 2, (PAPER[1] - turned.height) // 2)
    picture.paste(turned, corner, turned)
    return picture


def _signature(pen: ImageDraw.ImageDraw, x: int, y: int, chance: Random) -> None:
    wide, turns = chance.randrange(12, 24), chance.uniform(0.7, 1.3)
    points = [
        (x + step * 1.7, y + math.sin(step / 6 * turns) * wide - step / 6 + math.cos(step / 2.7) * 9)
        for step in range(90)
    ]
    pen.line(points, fill="#1b3a8c", width=4, joint="curve")


def _letters(pen: ImageDraw.ImageDraw, board: tuple[int, int, int, int], chance: Random) -> None:
    """Raised letters that spell nothing, and the round mark beside them."""
    left, top, right, bottom = board
    middle, size = (top + bottom) // 2, (bottom - top) // 3
    pen.ellipse((left + 40, middle - size, left + 40 + 2 * size, middle + size), outline="#fff", width=10)
    x = left + 80 + 2 * size
    while x < right - 90:
        wide = chance.randrange(26, 54)
        pen.rounded_rectangle((x, middle - size // 2, x + wide, middle + size // 2), 6, fill="#fff")
        x += wide + 16


def _measure(pen: ImageDraw.ImageDraw, start: tuple[int, int], end: tuple[int, int], label: str) -> None:
    pen.line((*start, *end), fill=LINE, width=3)
    for x, y in (start, end):
        pen.line((x - 9, y - 9, x + 9, y + 9), fill=LINE, width=3)
    middle = ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
    pen.text((middle[0], middle[1] - 22), label, fill=INK, font=_font(26), anchor="mm")


def _gradient(size: tuple[int, int], top: tuple[int, int, int], bottom: tuple[int, int, int]) -> Image.Image:
    mask = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), mask)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
