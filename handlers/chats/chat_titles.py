"""What people call a chat."""

from sqlalchemy import Connection

from storage.people import chats_rows, people_rows


def chat_title(conn: Connection, chat: int) -> str:
    """A group's title, a person's name."""
    if chat > 0:
        person = people_rows.by_user(conn, chat)
        return person.name if person is not None else str(chat)
    row = chats_rows.by_id(conn, chat)
    return row.title if row is not None and row.title else str(chat)
