"""The demo company: people, groups and nine working days of an outdoor-advertising company, played over the wire.

Nothing is put into the bot's database: everybody writes and taps, and the bot answers, while the clock goes forward.
"""

from sandbox.demo.cast import MANAGER
from sandbox.demo.playing import WentWrong, play
from sandbox.demo.plot import DEPARTMENTS, STAGES

__all__ = ["DEPARTMENTS", "MANAGER", "STAGES", "WentWrong", "play"]
