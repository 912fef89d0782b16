import io
import json
import logging
import sys
import threading
import warnings
from urllib.parse import quote

import pytest
import structlog

from bot import logs

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
PASSWORD = "pa\"s's wörd"


@pytest.fixture(params=["console", "json"])
def log(written: io.StringIO, request: pytest.FixtureRequest) -> io.StringIO:
    logs.configure(level="DEBUG", layout=request.param, secrets=[PASSWORD, ""], stream=written)
    return written


def fail_with(text: str) -> None:
    raise ConnectionError(f"cannot reach /bot{text}/getMe")


def legible(text: str) -> bool:
    return any(secret in text for secret in (TOKEN, TOKEN.partition(":")[2], PASSWORD, 'pa\\"s', "%C3%B6rd"))


def test_no_secret_is_legible_in_a_message_its_arguments_or_its_fields(log: io.StringIO):
    logging.getLogger("x").warning("GET /bot%s/getMe with %r", TOKEN, PASSWORD)
    logging.getLogger("x").warning("GET /file/bot%s/a.jpg", TOKEN.replace(":", "%3A"))
    structlog.get_logger("y").info(
        "asked", url=f"/bot{TOKEN}/getMe", password=PASSWORD, nested={"deep": [TOKEN]}
    )
    assert log.getvalue().count(logs.MASK) == 6
    assert not legible(log.getvalue())
    assert "getMe" in log.getvalue()


def test_no_secret_is_legible_however_it_is_written(log: io.StringIO):
    for written in (PASSWORD, repr(PASSWORD), json.dumps(PASSWORD), quote(PASSWORD)):
        logging.getLogger("x").warning("sent %s", written)
    assert log.getvalue().count(logs.MASK) == 4


def test_no_secret_is_legible_in_a_traceback(log: io.StringIO):
    for logger in (logging.getLogger("x"), structlog.get_logger("y")):
        try:
            fail_with(TOKEN)
        except ConnectionError:
            logger.exception("failed for %s", PASSWORD)
    assert log.getvalue().count("fail_with(TOKEN)") == 2, "the traceback itself is wanted"
    assert log.getvalue().count("ConnectionError: cannot reach /bot***/getMe") == 2
    assert not legible(log.getvalue())


@pytest.mark.parametrize("layout", ["console", "json"])
def test_no_secret_is_legible_in_a_record_that_cannot_be_formatted(
    written: io.StringIO, layout: str, capsys: pytest.CaptureFixture[str]
):
    # Set up here, since pytest's own handlers, there since the test began, would raise on such a record.
    logs.configure(level="DEBUG", layout=layout, secrets=[PASSWORD], stream=written)
    logging.getLogger("x").error("%d of %s", TOKEN, PASSWORD)
    assert logs.MASK in written.getvalue()
    assert not legible(written.getvalue())
    assert capsys.readouterr().err == ""


def test_what_nobody_caught_and_what_python_warns_of_goes_the_same_way(log: io.StringIO):
    try:
        fail_with(TOKEN)
    except ConnectionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=fail_with, args=(TOKEN,))
    thread.start()
    thread.join()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"old token {TOKEN}", UserWarning, stacklevel=1)
    assert log.getvalue().count("cannot reach /bot***/getMe") == 2
    assert "old token ***" in log.getvalue()
    assert not legible(log.getvalue())


def test_json_is_one_object_a_line(written: io.StringIO):
    logs.configure(level="INFO", layout="json", secrets=[PASSWORD], stream=written)
    structlog.get_logger("bot.x").info("order.opened", code="KT-1", customer="Khánh Thy", note=PASSWORD)
    logging.getLogger("lib").error("two\nlines %s", "here")
    first, second = (json.loads(line) for line in written.getvalue().splitlines())
    assert (
        first.items()
        >= {
            "event": "order.opened",
            "level": "info",
            "logger": "bot.x",
            "customer": "Khánh Thy",
            "note": "***",
        }.items()
    )
    assert second["event"] == "two\nlines here"
    assert second["timestamp"].endswith("Z")


def test_libraries_that_log_every_request_are_heard_from_warning_on(log: io.StringIO):
    for name in ("httpx", "httpcore.http11", "aiohttp.access", "uvicorn.access"):
        logging.getLogger(name).info("GET / 200")
    assert log.getvalue() == ""


def test_levels_below_the_one_set_are_left_out(written: io.StringIO):
    logs.configure(level="ERROR", layout="console", stream=written)
    structlog.get_logger("x").warning("quiet")
    logging.getLogger("httpx").warning("quiet")
    assert written.getvalue() == ""
