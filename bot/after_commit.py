"""What follows at once when an update has been worked: answers leave, the pressed button rests, a photo gets its reaction."""

import asyncio

from bot.answering import Done
from bot.delivery.assembly import Delivery
from bot.tasks import BackgroundTasks
from handlers.incoming import Incoming


class AfterCommit:
    """``file_news`` is set when a file was sent, or a button under one was pressed."""

    def __init__(self, delivery: Delivery, tasks: BackgroundTasks, *, file_news: asyncio.Event) -> None:
        self._delivery = delivery
        self._tasks = tasks
        self._file_news = file_news

    def __call__(self, incoming: Incoming, done: Done) -> None:
        handled, born = done
        self._tasks.start(self._delivery.post.hurry(born), name="hurry")
        if _may_concern_files(incoming):
            self._file_news.set()
        reply = handled.reply
        if incoming.tap is not None and incoming.sender is not None:
            self._delivery.gestures.answer_tap(
                incoming.tap.query, reply.toast, user=incoming.sender.id, alert=reply.alert
            )
        if reply.reaction and incoming.message:
            self._delivery.gestures.react(incoming.chat.id, incoming.message, reply.reaction)


def _may_concern_files(incoming: Incoming) -> bool:
    """Answered without a look at the database: who is called for nothing only looks."""
    pressed = incoming.tap is not None and incoming.tap.data.startswith("f")
    return pressed or any(one.kind == "file" for one in incoming.attachments)
