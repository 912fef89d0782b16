"""What a button carries: verb, order, stage, the version it was drawn for, and a choice, in at most 64 bytes."""

from dataclasses import dataclass

LARGEST = 2**63 - 1  # what a database holds
LIMIT = 64  # bytes of UTF-8, the messenger's own limit for callback data


@dataclass(frozen=True, kw_only=True, slots=True)
class TapData:
    """``verb`` names the handler; ``order`` 0 and ``stage`` "" where the button is about neither."""

    verb: str
    order: int = 0
    stage: str = ""
    version: int = 0
    choice: str = ""


def pack(data: TapData) -> str:
    packed = ":".join(
        (data.verb, _base36(data.order), data.stage, _base36(data.version), data.choice)
    ).rstrip(":")
    if len(packed.encode()) > LIMIT:
        raise ValueError(f"button data over {LIMIT} bytes: {packed}")
    return packed


def unpack(packed: str) -> TapData | None:
    """None for anything that is not ours: old keyboards and forged data are answered, never obeyed."""
    parts = packed.split(":", 4)
    parts += [""] * (5 - len(parts))
    verb, order, stage, version, choice = parts
    try:
        numbers = int(order or "0", 36), int(version or "0", 36)
    except ValueError:
        return None
    if not all(0 <= number <= LARGEST for number in numbers):
        return None
    return TapData(verb=verb, order=numbers[0], stage=stage, version=numbers[1], choice=choice)


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _base36(number: int) -> str:
    if number == 0:
        return ""
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits
