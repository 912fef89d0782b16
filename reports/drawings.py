"""Every kind of picture, and how it is drawn."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from reports import charts, qr_card, qr_poster

# A picture's figures, and its texts as they are read -> a PNG.
Drawing: TypeAlias = Callable[[Mapping[str, Any], Mapping[str, Sequence[str]]], bytes]

DRAWINGS: Mapping[str, Drawing] = {
    "daily_chart": charts.daily_chart,
    "qr_card": qr_card.card,
    "qr_poster": qr_poster.poster,
}
