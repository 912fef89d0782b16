import asyncio
import contextlib
import socket

import pytest

OUTSIDE = ("192.0.2.1", 80)  # an address kept for documentation


def test_an_address_off_loopback_fails_the_test_even_where_errors_are_survived():
    with pytest.raises(pytest.fail.Exception, match="tests stay on loopback"), contextlib.suppress(Exception):
        socket.create_connection(OUTSIDE, timeout=1)


def test_a_name_is_not_even_looked_up():
    with pytest.raises(pytest.fail.Exception, match=r"api\.telegram\.org"):
        socket.getaddrinfo("api.telegram.org", 443)


async def test_the_event_loop_is_guarded_too():
    with pytest.raises(pytest.fail.Exception):
        await asyncio.open_connection(*OUTSIDE)


async def test_loopback_works():
    server = await asyncio.start_server(lambda _, writer: writer.close(), "localhost", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
