"""What the bot has told Telegram about itself: command menus, descriptions, menu buttons."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.model import Chat, User

Scope = tuple[str, int, int]
DEFAULT: Scope = ("default", 0, 0)


@dataclass(kw_only=True)
class Profile:
    commands: dict[tuple[Scope, str], list[dict[str, Any]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, dict[str, Any]] = field(default_factory=dict)

    def menu(self, chat: Chat, user: User) -> list[dict[str, Any]]:
        """Return the commands this person is offered in this chat: the narrowest scope, their language first."""
        member = chat.member(user)
        in_charge = member is not None and member.in_charge
        scopes: list[Scope] = [("chat", chat.id, 0), ("all_private_chats", 0, 0)]
        if not chat.private:
            scopes = [("chat_member", chat.id, user.id)]
            scopes += [("chat_administrators", chat.id, 0)] if in_charge else []
            scopes += [("chat", chat.id, 0)]
            scopes += [("all_chat_administrators", 0, 0)] if in_charge else []
            scopes += [("all_group_chats", 0, 0)]
        for scope in [*scopes, DEFAULT]:
            for language in (user.language_code or "", ""):
                if (scope, language) in self.commands:
                    return self.commands[scope, language]
        return []
