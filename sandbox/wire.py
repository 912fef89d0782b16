"""Requests as they come over the wire, in any of the four ways the Bot API takes them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from sandbox.refusal import Refusal, bad_request


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that came in a part of a multipart body."""

    name: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What one request carried: parameters as they were written, and the parts with a file in them."""

    values: Mapping[str, Any]
    uploads: Mapping[str, Upload]


async def read(request: web.Request) -> Sent:
    """Read query, JSON, urlencoded or multipart; a later place wins over the query."""
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        values |= await _json(request)
        return Sent(values=values, uploads={})
    uploads: dict[str, Upload] = {}
    for name, value in (await _form(request)).items():
        if isinstance(value, FileField):
            with value.file as file:
                uploads[name] = Upload(name=value.filename, mime=value.content_type, data=file.read())
        else:
            values[name] = value.decode() if isinstance(value, bytes | bytearray) else value
    return Sent(values=values, uploads=uploads)


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json() if await request.read() else {}
    except ValueError:
        raise bad_request("can't parse JSON-encoded request parameters") from None
    if not isinstance(body, dict):
        raise bad_request("can't parse JSON-encoded request parameters")
    return body


async def _form(request: web.Request) -> Mapping[str, Any]:
    try:
        return await request.post()
    except web.HTTPRequestEntityTooLarge:
        raise Refusal(413, "Request Entity Too Large") from None


def answer(body: Mapping[str, Any]) -> web.Response:
    """Write an answer as Telegram does: the status is the error code, a wait is also a header."""
    headers = {}
    wait = body.get("parameters", {}).get("retry_after")
    if wait is not None:
        headers["Retry-After"] = str(wait)
    return web.Response(
        status=body.get("error_code", 200),
        body=json.dumps(body, separators=(",", ":")).encode(),
        content_type="application/json",
        headers=headers,
    )
