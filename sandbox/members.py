"""Who is in a chat and with which rights: every change of it, and the updates about it."""

from collections.abc import Iterable
from dataclasses import replace

from sandbox.model import CHANNEL_ONLY, EVERYDAY, GROUP_ONLY, RIGHTS, Chat, Member, User
from sandbox.posting import service
from sandbox.shapes import chat_json, member_json, user_json
from sandbox.state import State

NEVER_BY_DEFAULT = {"can_promote_members", *CHANNEL_ONLY}


def usual_rights(chat: Chat) -> frozenset[str]:
    """Return what Telegram's apps propose for a new administrator of this kind of chat."""
    if chat.type == "channel":
        return frozenset(RIGHTS) - GROUP_ONLY - {"can_promote_members"}
    return frozenset(RIGHTS) - NEVER_BY_DEFAULT


class Members:
    def __init__(self, state: State) -> None:
        self._state = state

    def owner(self, chat: Chat) -> User:
        for member in chat.members.values():
            if member.status == "creator":
                return member.user
        raise LookupError(f"nobody owns {chat.title}")

    def add(
        self, chat: Chat, user: User, by: User | None = None, *, rights: Iterable[str] | None = None
    ) -> None:
        """Bring somebody in; a bot in a channel is always an administrator."""
        if rights is None and chat.type == "channel" and user.is_bot:
            rights = usual_rights(chat)
        new = Member(user=user, status="member")
        if rights is not None:
            new = Member(user=user, status="administrator", rights=frozenset(rights))
        self.change(chat, new, by or self.owner(chat))
        if chat.type != "channel":
            service(self._state, chat, by or self.owner(chat), new_chat_members=[user_json(user)])

    def join(self, chat: Chat, user: User) -> None:
        self.add(chat, user, by=user)

    def leave(self, chat: Chat, user: User) -> None:
        self._line_of_leaving(chat, user, user)
        self.change(chat, Member(user=user, status="left"), user)

    def kick(self, chat: Chat, user: User, by: User | None = None) -> None:
        """Throw somebody out; a supergroup and a channel also keep them out."""
        remover = by or self.owner(chat)
        self._line_of_leaving(chat, user, remover)
        banned = chat.type != "group" or user is self._state.bot
        self.change(chat, Member(user=user, status="kicked" if banned else "left"), remover)

    def remove(self, chat: Chat, user: User, by: User | None = None) -> None:
        """Take somebody out of the chat without a ban."""
        self._line_of_leaving(chat, user, by or self.owner(chat))
        self.change(chat, Member(user=user, status="left"), by or self.owner(chat))

    def promote(
        self,
        chat: Chat,
        user: User,
        by: User | None = None,
        *,
        rights: Iterable[str] | None = None,
        anonymous: bool = False,
        title: str | None = None,
    ) -> None:
        """Make an administrator with these rights, or with the usual ones."""
        granted = usual_rights(chat) if rights is None else frozenset(rights)
        new = Member(
            user=user, status="administrator", rights=granted, anonymous=anonymous, title=title,
            promoted_by_bot=by is self._state.bot,
        )  # fmt: skip
        self.change(chat, new, by or self.owner(chat))

    def demote(self, chat: Chat, user: User, by: User | None = None) -> None:
        self.change(chat, Member(user=user, status="member"), by or self.owner(chat))

    def restrict(
        self, chat: Chat, user: User, permissions: Iterable[str] = (), by: User | None = None
    ) -> None:
        """Leave a member only these permissions."""
        new = Member(user=user, status="restricted", permissions=frozenset(permissions))
        self.change(chat, new, by or self.owner(chat))

    def permit(self, chat: Chat, permissions: Iterable[str] = EVERYDAY) -> None:
        """Set what ordinary members may do; no update tells of it."""
        chat.permissions = frozenset(permissions)
        self._state.changes.happened()

    def anonymous(self, chat: Chat, user: User, *, on: bool = True) -> None:
        """Let an administrator speak as the group, or under their own name again."""
        member = chat.members[user.id]
        self.change(chat, replace(member, anonymous=on), user)

    def block(self, user: User) -> None:
        """Block the bot in private."""
        self._private(user, blocked=True)

    def unblock(self, user: User) -> None:
        self._private(user, blocked=False)

    def change(self, chat: Chat, new: Member, by: User) -> None:
        """Replace a member's standing and tell the bot what it may know of it."""
        old = chat.member(new.user) or Member(user=new.user, status="left")
        chat.members[new.user.id] = new
        bot = chat.member(self._state.bot)
        if new.user is self._state.bot:
            chat.bot_was_here = True
            self._tell("my_chat_member", chat, old, new, by)
        elif bot is not None and bot.in_charge:
            self._tell("chat_member", chat, old, new, by)
        self._state.changes.happened()

    def _private(self, user: User, *, blocked: bool) -> None:
        chat = self._state.private(user)
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        states = [Member(user=self._state.bot, status=status) for status in ("member", "kicked")]
        old, new = states if blocked else states[::-1]
        self._tell("my_chat_member", chat, old, new, user)
        self._state.changes.happened()

    def _tell(self, kind: str, chat: Chat, old: Member, new: Member, by: User) -> None:
        payload = {
            "chat": chat_json(chat),
            "from": user_json(by),
            "date": self._state.date(),
            "old_chat_member": member_json(old, chat),
            "new_chat_member": member_json(new, chat),
        }
        lane = f"{kind} {chat.id if kind == 'my_chat_member' else new.user.id}"
        self._state.updates.put(kind, payload, lane=lane)

    def _line_of_leaving(self, chat: Chat, user: User, by: User) -> None:
        if chat.type != "channel":
            service(self._state, chat, by, left_chat_member=user_json(user))
