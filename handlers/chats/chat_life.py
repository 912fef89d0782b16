"""What happens to the bot in chats: added, removed, rights given or taken, moved to a new id, blocked in private."""

from datetime import datetime

from sqlalchemy import Connection

from handlers.chats.group_rights import ADMINISTRATOR, missing_rights, rights_of
from handlers.context import BotIdentity
from handlers.incoming import Incoming
from handlers.pushes.push_unheard import chat_is_gone
from handlers.reply import NOTHING, Lane, Reply, Say, Text, text
from handlers.wording import department_names
from orders.centre_file.centre import Centres
from storage import chat_moves
from storage.people import chats_rows, people_rows
from storage.people.chats_rows import Binding, ChatRow
from storage.post import cards_rows

KINDS = frozenset({"membership", "migrated", "joined", "left"})
OUTSIDE = frozenset({"left", "kicked"})


def run(conn: Connection, incoming: Incoming, centres: Centres, bot: BotIdentity, *, now: datetime) -> Reply:
    """People coming and going change nothing: a group is not the company, and the bot's own coming is told apart."""
    if incoming.kind == "migrated" and incoming.migrated_to is not None:
        if chats_rows.by_id(conn, incoming.chat.id) is None:
            chats_rows.see(
                conn, incoming.chat.id, kind=incoming.chat.kind, title=incoming.chat.title, now=now
            )
        chat_moves.migrate(conn, incoming.chat.id, incoming.migrated_to, now)
        return NOTHING
    if incoming.membership is None:
        return NOTHING
    if incoming.chat.is_private:
        reachable = incoming.membership.status not in OUTSIDE
        news = people_rows.set_reachable(conn, incoming.chat.id, reachable=reachable)
        return Reply(reached=incoming.chat.id) if news and reachable else NOTHING
    if chat_moves.current(conn, incoming.chat.id) != incoming.chat.id:
        return NOTHING  # the group it was before it moved
    if incoming.membership.status in OUTSIDE:
        return _removed(conn, incoming, centres, now)
    return _inside(conn, incoming, centres, bot, now=now)


def _removed(conn: Connection, incoming: Incoming, centres: Centres, now: datetime) -> Reply:
    chat = chats_rows.by_id(conn, incoming.chat.id)
    if not chat_is_gone(conn, incoming.chat.id, centres=centres, now=now, machine_now=now) or chat is None:
        return NOTHING
    by = incoming.sender.name if incoming.sender else ""
    line = text("chat.removed", title=chat.title, by=by) if by else text("chat.gone", title=chat.title)
    return _tell_admins(conn, chat, centres, line)


def _inside(
    conn: Connection, incoming: Incoming, centres: Centres, bot: BotIdentity, *, now: datetime
) -> Reply:
    assert incoming.membership is not None
    before = chats_rows.by_id(conn, incoming.chat.id)
    chats_rows.see(conn, incoming.chat.id, kind=incoming.chat.kind, title=incoming.chat.title, now=now)
    chats_rows.set_rights(conn, incoming.chat.id, rights_of(incoming.membership))
    chat = chats_rows.by_id(conn, incoming.chat.id)
    assert chat is not None
    if before is None or before.state == "gone" or not before.rights:
        return _greeted(conn, chat, centres, bot)
    if _lost(before, chat):
        return _tell_admins(
            conn,
            chat,
            centres,
            text("chat.rights_lost", title=chat.title),
            *missing_rights(chat, bot.username),
        )
    return NOTHING


def _greeted(conn: Connection, chat: ChatRow, centres: Centres, bot: BotIdentity) -> Reply:
    """Once, with the next step; a group it comes back to keeps its departments and gets its trays again."""
    rights = missing_rights(chat, bot.username)
    bound = _bindings(conn, chat, centres)
    if not bound:
        return Reply(says=(Say(lines=(text("chat.hello"), text("chat.next"), *rights), chat=chat.id),))
    for one in bound:
        cards_rows.want(
            conn,
            kind="tray",
            ref=one.department,
            company=one.company,
            chat=one.chat,
            thread=one.thread,
            version=1,
        )
    departments = department_names(centres[bound[0].company], dict.fromkeys(one.department for one in bound))
    return Reply(says=(Say(lines=(text("chat.back", departments=departments), *rights), chat=chat.id),))


def _lost(before: ChatRow, chat: ChatRow) -> bool:
    """A right the bot made use of was taken."""
    was_admin = before.rights.get("status") == ADMINISTRATOR and chat.rights.get("status") != ADMINISTRATOR
    muted = before.rights.get("can_send", True) and not chat.rights.get("can_send", True)
    return was_admin or muted


def _tell_admins(conn: Connection, chat: ChatRow, centres: Centres, *lines: Text) -> Reply:
    """In private, to the admins of the company whose work went through that chat; nobody misses an unbound one."""
    bound = _bindings(conn, chat, centres)
    if not bound:
        return NOTHING
    company = bound[0].company
    departments = department_names(centres[company], dict.fromkeys(one.department for one in bound))
    told = (*lines, text("chat.concerns", departments=departments))
    return Reply(
        says=tuple(
            Say(lines=told, to_user=admin.user, lane=Lane.REMINDERS)
            for admin in people_rows.with_role(conn, company, "admin")
            if admin.reachable
        )
    )


def _bindings(conn: Connection, chat: ChatRow, centres: Centres) -> list[Binding]:
    if chat.company is None or chat.company not in centres:
        return []
    return [one for one in chats_rows.bindings_of(conn, chat.company) if one.chat == chat.id]
