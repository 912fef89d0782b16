"""What the store's threads have done, awaited in the event loop: woken once for all that one commit has settled."""

import asyncio
import threading
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


def settled(future: Future[T]) -> "asyncio.Future[T]":
    """As ``asyncio.wrap_future``, which wakes the loop for each future by itself: a system call, and a turn of the threads."""
    loop = asyncio.get_running_loop()
    arrivals = _ARRIVALS.get(loop)
    if arrivals is None:
        arrivals = _ARRIVALS[loop] = _Arrivals()
    return arrivals.expect(future, loop)


class _Arrivals:
    """Of one loop, which it does not hold: it is gone with the loop."""

    def __init__(self) -> None:
        self._arrived: deque[tuple[asyncio.Future[Any], Future[Any]]] = deque()
        self._lock = threading.Lock()
        self._called = False

    def expect(self, future: Future[T], loop: asyncio.AbstractEventLoop) -> "asyncio.Future[T]":
        mine: asyncio.Future[T] = loop.create_future()
        mine.add_done_callback(lambda mine: future.cancel() if mine.cancelled() else None)
        future.add_done_callback(lambda future: self._arrive(mine, future, loop))
        return mine

    def _arrive(
        self, mine: "asyncio.Future[Any]", future: Future[Any], loop: asyncio.AbstractEventLoop
    ) -> None:
        """In the thread that has settled it."""
        with self._lock:
            self._arrived.append((mine, future))
            if self._called:
                return
            self._called = True
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(self._hand_out)

    def _hand_out(self) -> None:
        with self._lock:
            arrived, self._arrived = self._arrived, deque()
            self._called = False
        for mine, future in arrived:
            if mine.cancelled():
                continue
            if future.cancelled():
                mine.cancel()
            elif error := future.exception():
                mine.set_exception(error)
            else:
                mine.set_result(future.result())


_ARRIVALS: WeakKeyDictionary[asyncio.AbstractEventLoop, _Arrivals] = WeakKeyDictionary()
