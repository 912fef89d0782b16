"""Every kind of picture and file, and how it is made. Run as a program it makes them for the bot."""

from collections.abc import Mapping

from reports import charts, qr_card, qr_poster, story_chart, tables_out
from reports.drawing_worker import Drawing, serve

DRAWINGS: Mapping[str, Drawing] = {
    "daily_chart": charts.daily_chart,
    "qr_card": qr_card.card,
    "qr_poster": qr_poster.poster,
    "story": story_chart.story,
    "workbook": tables_out.workbook,
}

if __name__ == "__main__":
    serve(DRAWINGS)
