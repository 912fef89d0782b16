"""When reports are posted, as a centre file declares it."""

from datetime import time

from orders.calendars.spans import ClockTime
from orders.names import Config


class ReportTimes(Config):
    """When each report is posted by itself; one without a time is not."""

    daily_chart: ClockTime | None = time(17)
