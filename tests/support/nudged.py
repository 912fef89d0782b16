"""A company that is reminded: digests said in its chats, and what people make of them there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.dispatch import Handled
from handlers.incoming import Attachment, Chat, Incoming
from handlers.nudges import digests
from handlers.reply import Say
from storage.chasing import digest_rows
from storage.chasing.digest_rows import Digest
from storage.post import outbox
from tests.support.company import Company, Heard
from tests.support.sweeping import LEASE, Sweeping


@dataclass(frozen=True, kw_only=True)
class Nudging:
    """One digest as it stands in its chat."""

    digest: int
    message: int
    say: Say
    heard: Heard  # an empty update of that moment, by which it can be read like any other message

    @property
    def chat(self) -> str:
        return self.heard.incoming.text

    @property
    def text(self) -> str:
        return self.heard.read(self.say)

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def keys(self) -> dict[str, str]:
        return self.heard.keys(self.say)


@dataclass(kw_only=True)
class Nudged:
    """``nudge`` lets time pass until then without anybody looking, then sweeps once and says what there is to say."""

    company: Company

    def nudge(self, moment: datetime) -> dict[str, Nudging]:
        """By chat: a group's department, or a person's name."""
        self.company.now = moment
        Sweeping(company=self.company).sweep()
        return {one.chat: one for one in self.say_all()}

    def nudge_until(self, moment: datetime) -> Sequence[Nudging]:
        """Through every due time up to that moment; all that was said."""
        sweeping, found = Sweeping(company=self.company), list[Nudging]()
        while (due := sweeping.next_due()) is not None and due <= moment:
            found += self.nudge(max(due, self.company.now)).values()
        return found

    def say_all(self) -> Sequence[Nudging]:
        found: list[Nudging] = []
        while (one := self.company.store.write(self._next).result()) is not None:
            found += one
        return found

    def close(self, digest: int) -> Say | None:
        """Lay it out, without saying it."""
        company = self.company
        return company.store.write(
            lambda conn: digests.close(conn, digest, centres=company.centres, now=company.now)
        ).result()

    def row(self, digest: int) -> Digest:
        found = self.company.store.read(lambda conn: digest_rows.by_id(conn, digest)).result()
        assert found is not None
        return found

    def replies(
        self,
        who: str,
        nudging: Nudging,
        words: str,
        *,
        group: str | None = None,
        attachments: Sequence[Attachment] = (),
    ) -> Heard:
        return self.company.says(who, words, group=group, reply_to=nudging.message, attachments=attachments)

    def _next(self, conn: Any) -> list[Nudging] | None:
        company, now = self.company, self.company.now
        taken = outbox.claim(conn, owner="n", now=now, lease=LEASE, limit=50)
        if not taken:
            return None
        found: list[Nudging] = []
        for letter in taken:
            digest = letter.payload.get("digest")
            say = (
                digests.close(conn, digest, centres=company.centres, now=now) if digest is not None else None
            )
            message = next(company._messages)
            outbox.sent(conn, letter, message if say else None, now)
            if digest is not None and say is not None:
                digests.said(conn, digest, now=now)
                found.append(
                    Nudging(digest=digest, message=message, say=say, heard=self._moment(letter.chat))
                )
        return found

    def _moment(self, chat: int) -> Heard:
        company = self.company
        known = {number: name for name, number in (*company.groups.items(), *company.users.items())}
        incoming = Incoming(
            update=0,
            kind="message",
            chat=Chat(id=chat, kind="private"),
            sender=None,
            at=company.now,
            text=known[chat],
        )
        return Heard(
            incoming=incoming,
            handled=Handled(),
            lang=company.lang,
            now=company.now,
            zone=company.centre.zone,
        )
