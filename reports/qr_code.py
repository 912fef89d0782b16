"""A text as a QR code: read from a phone's screen, from paper, and after a messenger has compressed the picture."""

import io

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_Q

WIDTH = 1080  # pixels: a phone's screen, and sharp on a sheet of A5
QUIET_ZONE = 4  # modules of white that readers need around the code
PAPER = "#ffffff"


def draw(text: str, *, width: int = WIDTH, ink: str = "#000000") -> Image.Image:
    """As large as fits, in whole pixels a module; a quarter of it may be dirty or torn."""
    made = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE, box_size=1)
    made.add_data(text)
    made.make(fit=True)
    made.box_size = width // (made.modules_count + 2 * QUIET_ZONE)
    drawn: Image.Image = made.make_image(fill_color=ink, back_color=PAPER).get_image()
    return drawn.convert("RGB")


def png(picture: Image.Image) -> bytes:
    """The picture as a file."""
    written = io.BytesIO()
    picture.save(written, format="PNG", optimize=True)
    return written.getvalue()
