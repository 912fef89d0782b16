"""Who may use the pages: browsers on this machine, and no page that came from elsewhere."""

from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def guarded(handler: Handler) -> Handler:
    """Serve only what comes over loopback, under a loopback name, and changes nothing from another site."""

    async def serve(request: web.Request) -> web.StreamResponse:
        if not _on_loopback(request) or not _names_loopback(request.host):
            raise web.HTTPForbidden(text="This page is served on this machine alone.", headers=HEADERS)
        if request.method != "GET" and not _same_origin(request):
            raise web.HTTPForbidden(text="This form was sent from another site.", headers=HEADERS)
        try:
            response = await handler(request)
        except web.HTTPException as ended:
            ended.headers.update(HEADERS)
            raise
        if not response.prepared:
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    return serve


@web.middleware
async def under_own_name(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Keep the control API from a site whose name was made to point at this machine after its page had loaded."""
    if request.path.startswith("/sandbox") and _on_loopback(request) and not _names_loopback(request.host):
        raise web.HTTPForbidden(text="This address is for this machine alone.")
    return await handler(request)


def _on_loopback(request: web.Request) -> bool:
    own: Any = request.transport.get_extra_info("sockname") if request.transport is not None else None
    return bool(own) and ip_address(own[0]).is_loopback


def _names_loopback(host: str) -> bool:
    """A name that an attacker's DNS may point at this machine is not ours."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def _same_origin(request: web.Request) -> bool:
    """Browsers say where a form comes from, in one of two headers; who says nothing is refused."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"http://{request.host}"
