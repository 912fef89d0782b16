"""The parts of delivery put together, for the application and for tests alike."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.delivery.cards import Cards, Lay
from bot.delivery.digests import Digests
from bot.delivery.gestures import Gestures
from bot.delivery.ground import Ground
from bot.delivery.letters import Letters
from bot.delivery.office import Office
from bot.delivery.pace import Pace
from bot.delivery.post import Post
from bot.delivery.send import Sender
from bot.delivery.studio import Artist, Studio
from bot.delivery.troubles import Troubles
from bot.delivery.waits import Waits
from bot.delivery.wire import Wire
from bot.drivers.port import Speaker
from bot.i18n.render import Renderer
from bot.receiving.health import Health
from bot.tasks import BackgroundTasks
from orders.centre_file.centre import Centres
from storage.engine import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    post: Post
    gestures: Gestures


def assemble(
    *,
    store: Store,
    driver: Speaker,
    renderer: Renderer,
    centres: Centres,
    clock: Clock,
    tasks: BackgroundTasks,
    pace: Pace,
    owner: str,
    lay: Lay,
    digests: Digests,
    artist: Artist,
    health: Health,
) -> Delivery:
    """Build delivery for one process.

    ``owner`` names the process in leases, ``lay`` reads how things stand on a card, ``digests`` what is still to be
    reminded of, ``artist`` draws the pictures, ``health`` is told how delivering fares.
    """
    ground = Ground(store=store, driver=driver, renderer=renderer, centres=centres, clock=clock, owner=owner)
    troubles = Troubles(ground)
    waits = Waits(pace, clock)
    wire = Wire(ground, pace=pace, troubles=troubles)
    sender = Sender(ground, wire=wire, studio=Studio(artist), troubles=troubles)
    letters = Letters(
        ground, sender=sender, wire=wire, pace=pace, waits=waits, troubles=troubles, digests=digests
    )
    cards = Cards(ground, wire=wire, lay=lay, waits=waits, troubles=troubles)
    post = Post(
        ground, letters=letters, cards=cards, office=Office(ground), pace=pace, tasks=tasks, health=health
    )
    return Delivery(post=post, gestures=Gestures(ground, tasks))
