"""What a store can say besides a result: not now, somebody was faster, it is no longer yours."""


class StoreUnavailable(Exception):
    """The database cannot be written or read now: locked, full, read-only or gone.

    Nothing was saved, unless ``maybe_saved``: the connection broke while the commit was on its way.
    """

    def __init__(self, reason: str, *, maybe_saved: bool = False) -> None:
        super().__init__(reason)
        self.maybe_saved = maybe_saved


class VersionConflict(Exception):
    """Somebody else changed the row since it was read."""


class LeaseLost(Exception):
    """Another worker has taken this over since its lease ran out; what was done for it must be rolled back."""


class NotEmpty(Exception):
    """A restore goes only into a database that holds nothing yet."""
