"""A courier that can do no round says so, once it has lasted."""

from sqlalchemy import text

from tests.support.posting import delivering


async def test_delivering_is_ill_a_minute_after_the_last_round_that_was_done(sqlite_url: str):
    async with delivering(sqlite_url) as rig:
        await rig.post._tried_round()
        rig.skip(59)
        assert rig.post._health.problem == ""
        await rig.post._tried_round()
        rig.store.close()
        await rig.post._tried_round()
        assert rig.post._health.problem == ""
        rig.skip(61)
        assert rig.post._health.problem.startswith("delivering: the store is away")


async def test_a_round_that_the_database_refuses_ends_no_courier(sqlite_url: str):
    async with delivering(sqlite_url) as rig:
        await rig.post._tried_round()
        await rig.write(lambda conn: conn.execute(text("ALTER TABLE outbox RENAME TO elsewhere")))
        rig.skip(61)
        assert not await rig.post._tried_round()
        assert "a round failed: OperationalError" in rig.post._health.problem

        await rig.write(lambda conn: conn.execute(text("ALTER TABLE elsewhere RENAME TO outbox")))
        await rig.post._tried_round()
        assert rig.post._health.problem == ""
