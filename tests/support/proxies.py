"""A small proxy on loopback that counts who came through it: HTTP (CONNECT and forwarding) and SOCKS5."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

Reader, Writer = asyncio.StreamReader, asyncio.StreamWriter


class Proxy:
    def __init__(self, *, hangs_up: bool) -> None:
        self.targets: list[str] = []
        self.url = ""
        self._hangs_up = hangs_up

    async def serve_http(self, reader: Reader, writer: Writer) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        line, _, rest = head.partition(b"\r\n")
        verb, address, version = line.decode().split()
        where = urlsplit(f"//{address}" if verb == "CONNECT" else address)
        if verb == "CONNECT":
            first = b""
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            # One request to a connection: a forwarded second one would need its line rewritten too.
            rest = rest.replace(b"keep-alive", b"close")
            first = f"{verb} {where.path}?{where.query} {version}\r\n".encode() + rest
        await self._join(reader, writer, str(where.hostname), int(where.port or 80), first)

    async def serve_socks5(self, reader: Reader, writer: Writer) -> None:
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(b"\x05\x00")
        if self._hangs_up:
            writer.close()
            return
        _, _, _, kind = await reader.readexactly(4)
        if kind == 1:
            host = socket.inet_ntoa(await reader.readexactly(4))
        else:
            [length] = await reader.readexactly(1)
            host = (await reader.readexactly(length)).decode()
        port = int.from_bytes(await reader.readexactly(2), "big")
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        await self._join(reader, writer, host, port, b"")

    async def _join(self, reader: Reader, writer: Writer, host: str, port: int, first: bytes) -> None:
        self.targets.append(f"{host}:{port}")
        far_reader, far_writer = await asyncio.open_connection(host, port)
        far_writer.write(first)
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))


async def _pump(reader: Reader, writer: Writer) -> None:
    try:
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
    except ConnectionError:
        return
    finally:
        writer.close()


@asynccontextmanager
async def proxy(kind: str, *, hangs_up: bool = False) -> AsyncIterator[Proxy]:
    """``kind``: "http", or "socks5", which may hang up on whoever has greeted it."""
    running = Proxy(hangs_up=hangs_up)
    server = await asyncio.start_server(
        running.serve_http if kind == "http" else running.serve_socks5, "127.0.0.1", 0
    )
    running.url = f"{kind}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield running
    finally:
        server.close()
