"""Where the letters of pictures come from: fonts that lie beside the drawing library, found without starting it."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont

_BESIDE = Path("mpl-data", "fonts", "ttf")


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """DejaVu Sans: Latin with Vietnamese, no hanzi."""
    found = find_spec("matplotlib")
    assert found is not None
    assert found.submodule_search_locations is not None
    folder = Path(next(iter(found.submodule_search_locations))) / _BESIDE
    return ImageFont.truetype(folder / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"), size)
