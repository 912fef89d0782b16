from datetime import UTC, datetime, timedelta

from bot.clock import Clock


def test_business_time_is_aware_utc_and_ahead_by_the_offset_as_it_is_now():
    ahead = timedelta()
    clock = Clock(offset=lambda: ahead)

    before = datetime.now(UTC)
    now = clock.now()
    assert now.tzinfo is UTC
    assert timedelta() <= now - before < timedelta(seconds=5)

    ahead = timedelta(days=3)
    assert timedelta(days=3) <= clock.now() - before < timedelta(days=3, seconds=5)
    assert clock.machine_now() - before < timedelta(seconds=5)


def test_monotonic_time_does_not_move_with_the_offset():
    clock = Clock(offset=lambda: timedelta(days=3))
    first = clock.monotonic()
    assert 0 <= clock.monotonic() - first < 5
