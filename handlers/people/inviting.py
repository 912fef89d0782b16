"""/invite: links that let one person or many into a department, also as a QR poster; open ones are listed and revoked."""

import re
from datetime import timedelta

from handlers.context import Context
from handlers.noting import note_act
from handlers.people import entry_codes
from handlers.people.admitting import HEAD
from handlers.people.departments import find_department, let_in_by, may_let_in, may_steer_company
from handlers.reading.fold import fold
from handlers.reply import Button, Clock, Picture, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import in_rows, key
from handlers.tap_data import TapData
from handlers.wording import department_name
from orders.centre_file.company import Department
from orders.refusals.access import InviteUsesOutOfRange, NotAllowed
from orders.refusals.stale import TapUnreadable
from storage.people import invites
from storage.people.invites import Invite

CHOOSE, REVOKE = "iv", "ir"
LASTS = timedelta(days=7)
MOST_USES = 200
USES = (1, 5, 20, 50)  # offered by button
LISTED = 10  # open invitations shown, each with its button
SHOWN_OF_HASH = 12  # letters that tell one open invitation from the others
_AS_HEAD = re.compile(r"\s+(?:head|truong|truong bo phan|truong phong|主管|负责人)$")
_FOR_MANY = re.compile(r"\s+(\d{1,9})(?:\s*(?:nguoi|luot|人|people|uses))?$")


def invite(ctx: Context, args: str) -> Reply:
    """``/invite <department> [uses] [head]``; without arguments departments as buttons, and what is open."""
    if not args.strip():
        return _menu(ctx)
    words, uses, head = _read(args)
    department = find_department(ctx.centre, words)
    return _made(ctx, department, uses, head=head)


def choose(ctx: Context, tap: TapData) -> Reply:
    """First tap: which department; second tap: for how many."""
    _company(ctx, tap)
    wanted, _, uses = tap.choice.partition(":")
    department = next((one for one in ctx.centre.departments if one.id == wanted), None)
    if department is None:
        raise TapUnreadable
    if uses:
        return _made(ctx, department, int(uses) if uses.isdecimal() else 0, head=False)
    _allowed(ctx, department, head=False)
    keys = [
        key("invite.for", CHOOSE, stage=ctx.company, choice=f"{wanted}:{one}", number=one) for one in USES
    ]
    asked = text("invite.how_many", department=department.names)
    return personal(ctx.incoming, asked, buttons=in_rows(keys, 4))


def revoke(ctx: Context, tap: TapData) -> Reply:
    _company(ctx, tap)
    found = [one for one in _open(ctx) if _short(one) == tap.choice]
    if not found:
        return personal(ctx.incoming, text("invite.over"))
    [one] = found
    invites.revoke(ctx.conn, one.token_hash, ctx.now)
    _note(ctx, "invite.revoked", one.token_hash, {"department": one.department})
    return personal(
        ctx.incoming, text("invite.revoked", department=department_name(ctx.centre, one.department))
    )


def _made(ctx: Context, department: Department, uses: int, *, head: bool) -> Reply:
    if not 1 <= uses <= MOST_USES:
        raise InviteUsesOutOfRange(uses=uses, most=MOST_USES)
    _allowed(ctx, department, head=head)
    token = entry_codes.new_token()
    hashed = entry_codes.hashed_token(token)
    expires = ctx.now + LASTS
    invites.add(
        ctx.conn,
        token_hash=hashed,
        company=ctx.company,
        department=department.id,
        role=HEAD if head else "",
        uses=uses,
        expires_at=expires,
        by=ctx.me.id,
        now=ctx.now,
    )
    _note(ctx, "invite.made", hashed, {"department": department.id, "uses": uses, "head": head})
    return _shown(ctx, department, f"https://t.me/{ctx.bot.username}?start={token}", hashed, uses, head=head)


def _shown(ctx: Context, department: Department, link: str, hashed: str, uses: int, *, head: bool) -> Reply:
    line = text(
        "invite.made_head" if head else "invite.made",
        department=department.names,
        number=uses,
        until=Clock(at=ctx.now + LASTS),
    )
    keys = (
        (Button(label=text("invite.copy"), copy=link),),
        (key("invite.revoke", REVOKE, stage=ctx.company, choice=hashed[:SHOWN_OF_HASH], style="danger"),),
    )
    picture = Picture(
        kind="qr_poster",
        data={"link": link, "bot": ctx.bot.username},
        texts={
            "title": (text("word.name", name=department.names),),
            "lines": (text("word.name", name=ctx.centre.company.names),),
        },
    )
    return personal(
        ctx.incoming, line, text("word.plain", text=link), text("invite.how"), picture=picture, buttons=keys
    )


def _menu(ctx: Context) -> Reply:
    keys = [
        key("button.plain", CHOOSE, stage=ctx.company, choice=one.id, name=one.names)
        for one in let_in_by(ctx.centre, ctx.actor)
    ]
    rows = list(in_rows(keys, 2))
    lines = [text("invite.which"), text("invite.usage", example=let_in_by(ctx.centre, ctx.actor)[0].id)]
    still_open = _open(ctx)[:LISTED]
    if still_open:
        lines.append(text("invite.open"))
    for number, one in enumerate(still_open, start=1):
        lines.append(_line(ctx, number, one))
        rows.append((key("invite.revoke_one", REVOKE, stage=ctx.company, choice=_short(one), number=number),))
    return personal(ctx.incoming, *lines, buttons=tuple(rows))


def _line(ctx: Context, number: int, one: Invite) -> Text:
    return text(
        "invite.line_head" if one.role == HEAD else "invite.line",
        number=number,
        department=department_name(ctx.centre, one.department),
        left=one.uses_left,
        until=Clock(at=one.expires_at),
    )


def _open(ctx: Context) -> list[Invite]:
    """The open invitations that are this person's business."""
    return [
        one
        for one in invites.open_ones(ctx.conn, ctx.company, ctx.now)
        if may_let_in(ctx.actor, one.department)
    ]


def _read(args: str) -> tuple[str, int, bool]:
    """Department, uses, head: the last two in any order, in any language."""
    words, uses, head = args.strip(), 1, False
    for _ in range(2):
        folded = fold(words)
        if found := _AS_HEAD.search(folded):
            head = True
        elif found := _FOR_MANY.search(folded):
            uses = int(found[1])
        else:
            break
        words = folded[: found.start()]
    return words, uses, head


def _allowed(ctx: Context, department: Department, *, head: bool) -> None:
    """Heads invite staff into their own departments; heads are named by those who steer the company."""
    steering = may_steer_company(ctx.actor)
    if not steering and (head or not may_let_in(ctx.actor, department.id)):
        parties = () if head else (f"head:{department.id}",)
        raise NotAllowed(who_may=(*parties, "role:coordinator", "role:manager", "role:admin"))


def _company(ctx: Context, tap: TapData) -> None:
    """A button of another company of the holding is not for this chat."""
    if tap.stage != ctx.company or not let_in_by(ctx.centre, ctx.actor):
        raise TapUnreadable


def _short(one: Invite) -> str:
    return one.token_hash[:SHOWN_OF_HASH]


def _note(ctx: Context, act: str, hashed: str, data: dict[str, object]) -> None:
    note_act(ctx, act, f"invite:{hashed[:SHOWN_OF_HASH]}", data)


TAPS = {CHOOSE: choose, REVOKE: revoke}
