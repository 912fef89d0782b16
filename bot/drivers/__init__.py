"""Messenger libraries behind one port; each is named in its own module alone."""

import re

from bot.drivers.port import BadToken, Driver, Patience

PRODUCTION = "https://api.telegram.org"
TOKEN = re.compile(r"\d{1,19}:[\w-]+", re.ASCII)


def make_driver(
    name: str, token: str, *, base_url: str = "", proxy: str = "", patience: Patience | None = None
) -> Driver:
    """``name``: "ptb" or "aiogram". Only the chosen library is imported: aiogram alone takes three seconds."""
    if not TOKEN.fullmatch(token):
        raise BadToken("the token has not the form 123456:ABC…")
    where = {"base_url": base_url.rstrip("/") or PRODUCTION, "proxy": proxy}
    if name == "aiogram":
        from bot.drivers.aiogram_driver import AiogramDriver  # noqa: PLC0415 - see above

        return AiogramDriver(token, **where, patience=patience or Patience())
    from bot.drivers.ptb_driver import PtbDriver  # noqa: PLC0415 - see above

    return PtbDriver(token, **where, patience=patience or Patience())
