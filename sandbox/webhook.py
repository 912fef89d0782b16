"""Delivery of updates to the bot's webhook: a lane one by one, lanes side by side, again until accepted."""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import ClientConnectorError, ClientError, ClientResponse, ClientSession, ClientTimeout

from sandbox.clock import WorldClock
from sandbox.methods.registry import Said
from sandbox.params import Params
from sandbox.refusal import bad_request
from sandbox.updates import Update, Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
NOT_RUN = ("get", "setwebhook", "deletewebhook", "close", "logout")
ANSWER_WITHIN = 60.0

RunCall = Callable[[str, dict[str, Any]], Awaitable[object]]


class Webhook:
    """``run_call`` does the Bot API call that a webhook may put into its answer."""

    def __init__(self, updates: Updates, clock: WorldClock, run_call: RunCall) -> None:
        self.url = ""
        self._updates = updates
        self._clock = clock
        self._run_call = run_call
        self._secret = ""
        self._connections = 40
        self._certificate = False
        self._error: dict[str, Any] = {}
        self._task: asyncio.Task[None] | None = None

    def set(self, p: Params) -> Said:
        """Send updates to a URL from now on; an empty one takes the webhook away."""
        url, secret = p.text("url"), p.text("secret_token")
        if url and not re.fullmatch(r"https?://[^\s/]+\S*", url):
            raise bad_request("bad webhook: invalid webhook URL specified")
        if secret and not SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        if p.has("allowed_updates"):
            self._updates.allow(p.entries("allowed_updates"))
        if p.flag("drop_pending_updates"):
            self._updates.drop()
        if not url:
            return self.delete(p)
        was, self._error = (self.url, self._secret), {}
        self.url, self._secret = url, secret
        self._connections = min(max(p.integer("max_connections") or 40, 1), 100)
        self._certificate = "certificate" in p.uploads
        self.stop()
        self.start()
        return Said(
            result=True, description="Webhook was set" if was != (url, secret) else "Webhook is already set"
        )

    def delete(self, p: Params) -> Said:
        if p.flag("drop_pending_updates"):
            self._updates.drop()
        said = "Webhook was deleted" if self.url else "Webhook is already deleted"
        self.url, self._secret, self._error = "", "", {}
        self.stop()
        return Said(result=True, description=said)

    def info(self) -> dict[str, Any]:
        info: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": self._certificate,
            "pending_update_count": len(self._updates.waiting()),
        }
        if self.url:
            info |= {"max_connections": self._connections, "ip_address": "127.0.0.1", **self._error}
        if self._updates.allowed is not None:
            info["allowed_updates"] = sorted(self._updates.allowed)
        return info

    def start(self) -> None:
        if self.url and self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    def stop(self) -> None:
        """End what is on its way; updates not yet accepted stay."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self) -> None:
        busy: dict[str, asyncio.Task[None]] = {}
        places = asyncio.Semaphore(self._connections)
        async with (
            ClientSession(timeout=ClientTimeout(total=ANSWER_WITHIN)) as session,
            asyncio.TaskGroup() as lanes,
        ):
            while True:
                for update in self._updates.waiting():
                    if update.lane not in busy or busy[update.lane].done():
                        busy[update.lane] = lanes.create_task(self._drain(update.lane, session, places))
                await self._updates.changes.next()

    async def _drain(self, lane: str, session: ClientSession, places: asyncio.Semaphore) -> None:
        """Deliver a lane's updates in order until none is left; a refused one holds the rest back."""
        failures = 0
        while update := next((each for each in self._updates.waiting() if each.lane == lane), None):
            async with places:
                wait = await self._post(session, update)
            if wait is None:
                failures = 0
                self._updates.done(update)
                continue
            failures += 1
            backoff = 0.0 if failures == 1 else min(2.0 ** (failures - 1), random.uniform(60, 120))  # noqa: S311 - spreads retries
            await asyncio.sleep(wait or backoff)

    async def _post(self, session: ClientSession, update: Update) -> float | None:
        """Return None when accepted, else how long the webhook asked to wait."""
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        try:
            async with session.post(self.url, json=update.body(), headers=headers) as response:
                if not response.ok:
                    self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
                    return _retry_after(response)
                await self._call_in_answer(response)
        except TimeoutError:
            self._failed("Read timeout expired")
            return 0.0
        except ClientConnectorError:
            self._failed("Connection refused")
            return 0.0
        except ClientError:
            return 0.0
        return None

    async def _call_in_answer(self, response: ClientResponse) -> None:
        if response.content_type != "application/json" or not await response.read():
            return
        body = await response.json()
        if isinstance(body, dict) and isinstance(body.get("method"), str):
            name = body.pop("method")
            if not name.lower().startswith(NOT_RUN):
                await self._run_call(name, body)

    def _failed(self, why: str) -> None:
        self._error = {"last_error_date": int(self._clock.now().timestamp()), "last_error_message": why}


def _retry_after(response: ClientResponse) -> float:
    try:
        return min(float(response.headers.get("Retry-After", "0")), 3600.0)
    except ValueError:
        return 0.0
