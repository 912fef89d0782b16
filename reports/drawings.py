"""Every kind of picture, and how it is drawn. Run as a program it draws them for the bot."""

from collections.abc import Mapping

from reports import charts, qr_card, qr_poster
from reports.drawing_worker import Drawing, serve

DRAWINGS: Mapping[str, Drawing] = {
    "daily_chart": charts.daily_chart,
    "qr_card": qr_card.card,
    "qr_poster": qr_poster.poster,
}

if __name__ == "__main__":
    serve(DRAWINGS)
