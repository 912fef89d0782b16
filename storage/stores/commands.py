"""A command on its way to the database: a plain function of one connection, and the future that awaits its result."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Generic, TypeVar

from sqlalchemy import Connection

from storage.stores.errors import StoreUnavailable

T = TypeVar("T")


class Command(Generic[T]):
    """May run more than once before its future is resolved: a failed commit is tried again."""

    __slots__ = ("future", "run")

    def __init__(self, run: Callable[[Connection], T]) -> None:
        self.run = run
        self.future: Future[T] = Future()

    def still_wanted(self) -> bool:
        """False when the caller gave up before it began; from now on it can no longer be cancelled."""
        return self.future.running() or self.future.set_running_or_notify_cancel()

    def succeeded(self, value: T) -> Callable[[], None]:
        return partial(self.future.set_result, value)

    def failed(self, error: BaseException) -> Callable[[], None]:
        return partial(self.future.set_exception, error)


def refused(reason: str) -> "Future[T]":
    """A future that has already failed."""
    future: Future[T] = Future()
    future.set_exception(StoreUnavailable(reason))
    return future
