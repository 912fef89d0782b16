"""The pages are for a browser on this machine: no other site's form, no other name, no script from elsewhere."""

from unittest.mock import Mock

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from sandbox.pages.guard import guarded
from tests.sandbox.bot_client import texts
from tests.sandbox.visitor import path_of, visited


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": ""},
    ],
)
async def test_a_form_from_elsewhere_changes_nothing(headers: dict[str, str]):
    async with visited() as (server, bot, visitor):
        mai = server.world.user("Mai")
        for place in (f"{path_of(mai)}/start", "/people", f"{path_of(mai)}/clock"):
            refused = await visitor.post(place, {"name": "x", "to": "hour"}, **headers)
            assert refused.status == 403
        assert texts(await bot.updates()) == []
        assert len(server.state.users) == 2


async def test_the_browsers_word_that_a_form_is_the_pages_own_is_enough():
    async with visited() as (server, bot, visitor):
        mai = server.world.user("Mai")
        await visitor.post(f"{path_of(mai)}/start", Origin="", **{"Sec-Fetch-Site": "same-origin"})
        assert texts(await bot.updates()) == ["/start"]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.7", "localhost.evil.example:80", ""]
)
async def test_another_name_for_this_machine_is_refused(host: str):
    async with visited() as (server, _bot, visitor):
        mai = server.world.user("Mai")
        for path in ("/", path_of(mai), f"/live{path_of(mai)}", "/static/chat.js", "/sandbox", "/files/a"):
            assert (await visitor.get(path, Host=host)).status == 403


@pytest.mark.parametrize("host", ["localhost", "localhost:8081", "127.0.0.1:9", "[::1]:80"])
async def test_loopback_names_are_served(host: str):
    async with visited() as (server, _bot, visitor):
        mai = server.world.user("Mai")
        assert (await visitor.get(path_of(mai), Host=host)).status == 200


@pytest.mark.parametrize(("own", "status"), [("127.0.0.1", 200), ("::1", 200), ("10.0.0.7", 403)])
async def test_pages_are_served_over_loopback_alone(own: str, status: int):
    transport = Mock()
    transport.get_extra_info = lambda name, default=None: (own, 8081) if name == "sockname" else default
    request = make_mocked_request("GET", "/", headers={"Host": "localhost"}, transport=transport)

    async def page(_request: web.Request) -> web.Response:
        return web.Response()

    try:
        answer = await guarded(page)(request)
    except web.HTTPForbidden as refused:
        answer = refused
    assert answer.status == status


async def test_pages_allow_no_foreign_script_frame_or_sniffing():
    async with visited() as (server, _bot, visitor):
        mai = server.world.user("Mai")
        page = await visitor.get(path_of(mai))
        policy = dict(
            rule.strip().split(" ", 1) for rule in page.headers["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        source = await page.text()
        assert " style=" not in source
        assert " on" not in source.partition("<body")[2].partition(">")[0]
