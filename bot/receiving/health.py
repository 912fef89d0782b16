"""How one part of receiving fares: what is wrong, in words, and since when nothing went well."""

from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)


AGAIN_AFTER = 3600.0  # what comes and goes is logged once an hour


class Health:
    """``patience``: seconds without a success after which the part counts as ill, whatever it says itself."""

    def __init__(self, part: str, *, monotonic: Callable[[], float], patience: float) -> None:
        self._part = part
        self._monotonic = monotonic
        self._patience = patience
        self._well_at = monotonic()
        self._trouble = ""
        self._logged_at: dict[str, float] = {}

    @property
    def age(self) -> float:
        """Seconds since the last success, or since the start."""
        return self._monotonic() - self._well_at

    @property
    def problem(self) -> str:
        """Empty when all is well; a trouble shorter than the patience is none yet."""
        if self.age <= self._patience:
            return ""
        return f"{self._part}: {self._trouble or 'nothing heard'}, for {self.age:.0f} s"

    def well(self) -> None:
        if self.problem:
            log.info("works again", part=self._part, after=round(self.age))
        self._well_at = self._monotonic()
        self._trouble = ""

    def ill(self, trouble: str) -> None:
        self._trouble = trouble
        now = self._monotonic()
        if now - self._logged_at.get(trouble, -AGAIN_AFTER) >= AGAIN_AFTER:
            self._logged_at[trouble] = now
            log.warning(trouble, part=self._part)
