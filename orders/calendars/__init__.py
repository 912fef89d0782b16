"""Working time: calendars, their days, and what a span means on them."""
