"""One call from its parameters to its answer: schema, limits, the method itself, the journal."""

import time
from collections.abc import Mapping
from typing import Any

from sandbox import schema
from sandbox.journal import Call, Journal
from sandbox.limits import FloodControl
from sandbox.methods import METHODS
from sandbox.methods.registry import Said
from sandbox.params import Params
from sandbox.polling import WEBHOOK_CAME, Poller
from sandbox.refusal import Refusal, bad_request
from sandbox.webhook import Webhook
from sandbox.wire import Sent
from sandbox.world import World

MISSING = {
    "chat_id": "chat_id is empty", "text": "message text is empty", "user_id": "invalid user_id specified",
    "message_id": "message identifier is not specified",
    **{kind: f"there is no {kind} in the request" for kind in ("photo", "document", "voice", "video", "audio")},
}  # fmt: skip


class Dispatch:
    def __init__(self, world: World, journal: Journal, flood: FloodControl) -> None:
        self.poller = Poller(world.state.updates)
        self.webhook = Webhook(world.state.updates, world.state.clock, self._call_of_webhook)
        self._world = world
        self._journal = journal
        self._flood = flood

    def note(self, method: str, sent: Sent, connection: str) -> tuple[Call, list[str]]:
        """Put a call into the journal, decoded, and say what is wrong with it by the documentation."""
        decoded, problems = schema.load().request(method, {**sent.values, **_direct(sent)})
        problems += _unused(sent)
        call = Call(
            method=method,
            params={name: value for name, value in decoded.items() if name not in sent.uploads},
            uploads={name: len(upload.data) for name, upload in sent.uploads.items()},
            connection=connection,
            at=time.monotonic(),
            world_time=self._world.state.clock.now(),
        )
        self._journal.calls.append(call)
        self._journal.violations += [f"{method}: {problem}" for problem in problems]
        self._world.state.changes.happened()
        return call, problems

    async def answer(self, call: Call, sent: Sent, problems: list[str]) -> dict[str, Any]:
        """Do the call and return the body to answer with."""
        params = Params(values=call.params | _direct(sent), uploads=sent.uploads)
        try:
            if problems:
                raise _refusal(problems[0])
            cost = len(params.entries("media")) if call.method == "sendMediaGroup" else 1
            self._flood.check(call.method, params.values.get("chat_id"), max(cost, 1))
            result = await self._do(call.method, params)
        except Refusal as refusal:
            return self._finish(call, refusal.body())
        body: dict[str, Any] = {"ok": True, "result": result}
        if isinstance(result, Said):
            body = {"ok": True, "result": result.result, "description": result.description}
        return self._finish(call, body)

    async def _do(self, method: str, params: Params) -> Any:
        match method:
            case "getUpdates":
                return await self.poller.get_updates(params)
            case "setWebhook":
                if params.text("url"):
                    self.poller.interrupt(WEBHOOK_CAME)
                said = self.webhook.set(params)
            case "deleteWebhook":
                said = self.webhook.delete(params)
            case "getWebhookInfo":
                return self.webhook.info()
            case _:
                return _known(method)(self._world, params)
        self.poller.webhook_set = bool(self.webhook.url)
        return said

    def _finish(self, call: Call, body: dict[str, Any]) -> dict[str, Any]:
        call.status = body.get("error_code", 200)
        call.description = body.get("description", "")
        call.result = body.get("result")
        return body

    async def _call_of_webhook(self, name: str, values: Mapping[str, Any]) -> None:
        method = schema.load().method(name)
        if method is None:
            return
        sent = Sent(values=values, uploads={})
        call, problems = self.note(method, sent, "webhook")
        await self.answer(call, sent, problems)


def _known(method: str) -> Any:
    function = METHODS.get(method)
    if function is None:
        raise Refusal(501, f"Not Implemented: the sandbox does not model {method}")
    return function


def _direct(sent: Sent) -> dict[str, Any]:
    """Return the uploads whose part bears a parameter's name; attached ones are named in a value."""
    return {name: upload for name, upload in sent.uploads.items() if not _attached(sent, name)}


def _attached(sent: Sent, name: str) -> bool:
    return any(f"attach://{name}" in value for value in sent.values.values() if isinstance(value, str))


def _unused(sent: Sent) -> list[str]:
    return [f"{name}: both a value and a file" for name in _direct(sent) if name in sent.values]


def _refusal(problem: str) -> Refusal:
    name, _, what = problem.partition(": ")
    if what == "missing" and name in MISSING:
        return bad_request(MISSING[name])
    if name.startswith("reaction"):
        return bad_request("REACTION_INVALID")
    return bad_request(problem)
