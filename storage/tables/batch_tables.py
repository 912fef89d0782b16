"""Files of many reports or many orders, and what became of each of their lines."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from storage.tables.base import Json, metadata, numbered
from storage.tables.moment import Moment
from storage.tables.words import Words

batches = Table(
    "batches",
    metadata,
    numbered(),
    Column("company", Text, nullable=False),
    Column("kind", Text, nullable=False),  # report, open, or "": its headings will tell
    Column("state", Text, nullable=False),
    Column("person", BigInteger, nullable=False),  # who sent it, and answers for each line
    Column("chat", BigInteger, nullable=False),
    Column("thread", BigInteger, nullable=False),  # 0: no topic
    Column("message", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("file_id", Text, nullable=False),
    Column("unique_id", Text, nullable=False),  # the same for the same file sent again
    Column("file_name", Words, nullable=False),
    Column("attempts", Integer, nullable=False),  # to fetch it
    Column("next_try_at", Moment),
    Column("trouble", Json),  # why it is not, or not yet, read
    Column("told", Json),  # department -> what it is to hear of its lines, once the last is done
    Column("taken_back_by", BigInteger),
    Column("made_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
Index("ix_batches_state", batches.c.state, batches.c.id)
Index("ix_batches_message", batches.c.chat, batches.c.message)
Index("ix_batches_file", batches.c.company, batches.c.unique_id)
Index("ix_batches_made_at", batches.c.made_at)

batch_lines = Table(
    "batch_lines",
    metadata,
    Column("batch", BigInteger, ForeignKey("batches.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # as the person's program counts it
    Column("cells", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("what", Text, nullable=False),  # the kind of event it leads to; "": none
    Column("order_id", BigInteger),
    Column("move", Integer),
    Column("reason", Json),  # of what was not done
)
Index("ix_batch_lines_state", batch_lines.c.batch, batch_lines.c.state, batch_lines.c.number)
