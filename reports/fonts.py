"""Where the letters of pictures come from: one family shipped with the product, the same on every machine."""

from functools import cache
from pathlib import Path

from PIL import ImageFont

_FILES = Path(__file__).with_name("font_files")


def font_file(*, bold: bool = False) -> Path:
    """Noto Sans SC: Latin with Vietnamese, the hanzi of GB2312 and of Big5 level 1, signs, no emoji."""
    return _FILES / ("NotoSansSC-Bold-subset.ttf" if bold else "NotoSansSC-Regular-subset.otf")


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The letters in a height of so many pixels."""
    return ImageFont.truetype(font_file(bold=bold), size)
