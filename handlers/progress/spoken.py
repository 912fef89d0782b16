"""One report as it was spoken, with what came along: kept whole while the bot asks back about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from handlers.incoming import Attachment, Incoming
from orders.centre_file.workflow import EvidenceKind
from orders.events import Source
from orders.order import Evidence, PersonId

# What may prove something. A video counts as a file; a contact proves nothing.
_KINDS: Mapping[str, EvidenceKind] = {
    "photo": "photo",
    "file": "file",
    "video": "file",
    "voice": "voice",
    "location": "location",
}
# What a report may wait for besides the fields of its stage, whose ids are letters.
EVIDENCE, SIGNATURE = "+evidence", "+signature"
PROOFS = frozenset({EVIDENCE, SIGNATURE})
PICTURES: frozenset[EvidenceKind] = frozenset({"photo", "file"})  # what a signed paper arrives as


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """``text`` begins with the order, or with the stage once the order is known.

    ``commanded``: typed behind /update, where a bare stage means done. ``stage``, ``version`` and ``done`` come from a
    button. ``on_behalf``: who told the speaker, and how; ``spoken_for``: that person, where known.
    """

    text: str
    commanded: bool = True
    evidence: tuple[Evidence, ...] = ()
    source: Source | None = None
    stage: str = ""
    version: int | None = None
    done: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    album: str = ""
    take: Literal["", "amount", "day"] = ""  # what "3/5" turned out to be
    day: str = ""  # which of several days was meant, as ISO
    remark: str = ""  # what was said under a picture that was asked for
    reason: str = ""  # why some were rejected, or why there are fewer
    counted: Literal["", "more", "in_all", "all"] = ""  # what a figure of what was delivered turned out to be
    on_behalf: str = ""
    spoken_for: PersonId | None = None

    def after_order(self, rest: str) -> "Spoken":
        """The same once the order has been read off its beginning."""
        return replace(self, text=rest)

    def on_stage(self, stage: str, version: int | None) -> "Spoken":
        return replace(self, stage=stage, version=version)

    def as_done(self) -> "Spoken":
        return replace(self, text="", done=True, remark=self.remark or self.text.strip())

    def with_field(self, field: str, value: str) -> "Spoken":
        return replace(self, fields={**self.fields, field: value})

    def with_answer(self, wants: str, incoming: Incoming) -> "Spoken":
        """The same with what was missing: evidence, or a text in words. A picture of what was signed is the signature."""
        shown = evidence_in(incoming.attachments)
        if wants == SIGNATURE:
            shown = tuple(map(_signed, shown))
        answered = replace(self, evidence=(*self.evidence, *shown), album=incoming.album or self.album)
        if wants in PROOFS:
            return replace(answered, remark=incoming.text.strip() or self.remark)
        return answered.with_field(wants, incoming.text.strip())

    def as_signed(self) -> "Spoken":
        """The same where the pictures sent show the signature besides."""
        signatures = tuple(_signed(one) for one in self.evidence if one.kind in PICTURES)
        return replace(self, evidence=(*self.evidence, *signatures))


def spoken_in(incoming: Incoming, text: str, *, commanded: bool = True) -> Spoken:
    return Spoken(
        text=text,
        commanded=commanded,
        evidence=evidence_in(incoming.attachments),
        source=source_of(incoming),
        album=incoming.album,
    )


def evidence_in(attachments: tuple[Attachment, ...]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            kind=_KINDS[one.kind],
            file_id=one.file_id,
            unique_id=one.unique_id,
            name=one.name,
            latitude=one.latitude,
            longitude=one.longitude,
        )
        for one in attachments
        if one.kind in _KINDS
    )


def _signed(one: Evidence) -> Evidence:
    return replace(one, kind="signature") if one.kind in PICTURES else one


def source_of(incoming: Incoming) -> Source:
    return Source(chat=incoming.chat.id, message=incoming.message, update=incoming.update)


def to_json(spoken: Spoken) -> dict[str, Any]:
    source = spoken.source
    return {
        "text": spoken.text,
        "commanded": spoken.commanded,
        "evidence": [_evidence_to_json(one) for one in spoken.evidence],
        "source": [source.chat, source.message, source.update] if source else None,
        "stage": spoken.stage,
        "version": spoken.version,
        "done": spoken.done,
        "fields": dict(spoken.fields),
        "album": spoken.album,
        "take": spoken.take,
        "day": spoken.day,
        "remark": spoken.remark,
        "reason": spoken.reason,
        "counted": spoken.counted,
        "on_behalf": spoken.on_behalf,
        "spoken_for": spoken.spoken_for,
    }


def from_json(kept: Mapping[str, Any]) -> Spoken:
    source = kept["source"]
    return Spoken(
        text=kept["text"],
        commanded=kept["commanded"],
        evidence=tuple(Evidence(**one) for one in kept["evidence"]),
        source=Source(chat=source[0], message=source[1], update=source[2]) if source else None,
        stage=kept["stage"],
        version=kept["version"],
        done=kept["done"],
        fields=kept["fields"],
        album=kept["album"],
        take=kept["take"],
        day=kept["day"],
        remark=kept["remark"],
        reason=kept.get("reason", ""),  # questions asked before there were these are still answered
        counted=kept.get("counted", ""),
        on_behalf=kept.get("on_behalf", ""),  # asked before anybody could speak for another
        spoken_for=kept.get("spoken_for"),
    )


def _evidence_to_json(one: Evidence) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "file_id": one.file_id,
        "unique_id": one.unique_id,
        "name": one.name,
        "latitude": one.latitude,
        "longitude": one.longitude,
    }
