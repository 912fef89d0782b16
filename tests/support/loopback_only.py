"""Keeps a test run off the network: whatever leaves loopback fails the test that did it."""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import pytest

Connect = Callable[[socket.socket, Any], Any]
LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain", "", None})


def _is_loopback(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse(host: object) -> None:
    if not _is_loopback(host):
        # Not an Exception: code that survives a failing network must not survive this.
        pytest.fail(f"a test tried to reach {host!r}: tests stay on loopback")


def install() -> pytest.MonkeyPatch:
    """Guard this process until the returned patch is undone."""
    patch = pytest.MonkeyPatch()
    plain_lookup = socket.getaddrinfo

    def guarded(plain: Connect) -> Connect:
        def connect(self: socket.socket, address: Any, /) -> Any:
            if self.family in {socket.AF_INET, socket.AF_INET6}:
                _refuse(address[0])
            return plain(self, address)

        return connect

    def lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse(host)
        return plain_lookup(host, *args, **kwargs)

    patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
    patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
    patch.setattr(socket, "getaddrinfo", lookup)
    return patch
