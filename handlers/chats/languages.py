"""/lang: in private the person's own language, in a group the group's one or two."""

from handlers.chats.tongues import SIMPLIFIED, TOGETHER, TONGUES, VIETNAMESE, tongues_in
from handlers.context import Context
from handlers.noting import note_act
from handlers.people.departments import may_steer_company
from handlers.reply import Listed, Reply, Text, text
from handlers.replying import personal, public
from handlers.stage_keys import in_rows, key
from handlers.tap_data import TapData
from orders.refusals.access import NotAllowed
from orders.refusals.naming import LanguageUnknown
from storage.people import chats_rows, people_rows
from storage.post import cards_rows

CHOOSE = "lg"
TOGETHER_OFFERED = TOGETHER.join((VIETNAMESE, SIMPLIFIED))


def lang(ctx: Context, args: str) -> Reply:
    """``/lang vi``, in a group also ``/lang vi+zh``; without arguments the choice as buttons."""
    if args.strip():
        return _set(ctx, tongues_in(args))
    offered = TONGUES if ctx.private else (*TONGUES, TOGETHER_OFFERED)
    keys = [key("lang.choice", CHOOSE, choice=one, name=_names(one.split(TOGETHER))) for one in offered]
    return personal(ctx.incoming, _now(ctx), text("lang.which"), buttons=in_rows(keys, 2))


def choose(ctx: Context, tap: TapData) -> Reply:
    return _set(ctx, tongues_in(tap.choice))


def name_of(tongue: str) -> Text:
    """What a language calls itself."""
    return text(f"language.{tongue.lower().replace('-', '_')}")


def _set(ctx: Context, tongues: tuple[str, ...]) -> Reply:
    """The answer is already in the new language: it is laid out when it is sent."""
    chosen = TOGETHER.join(tongues)
    if ctx.private:
        if len(tongues) > 1:
            raise LanguageUnknown(text=chosen)
        people_rows.set_language(ctx.conn, ctx.me.id, chosen)
        return personal(ctx.incoming, text("lang.yours", name=name_of(chosen)), keyboard="private")
    _may_set_group(ctx)
    chat = ctx.incoming.chat.id
    chats_rows.set_language(ctx.conn, chat, chosen)
    for department in ctx.departments:
        cards_rows.bump_tray(ctx.conn, ctx.company, department)
    note_act(ctx, "chat.language", f"chat:{chat}", {"language": chosen})
    return public(ctx.incoming, text("lang.groups", names=_names(tongues)))


def _may_set_group(ctx: Context) -> None:
    if not may_steer_company(ctx.actor) and not ctx.actor.head_of & set(ctx.departments):
        heads = tuple(f"head:{one}" for one in ctx.departments)
        raise NotAllowed(who_may=(*heads, "role:coordinator", "role:admin"))


def _now(ctx: Context) -> Text:
    stored = ctx.me.language if ctx.chat is None else ctx.chat.language
    tongues = (stored or ctx.centre.company.language).split(TOGETHER)
    return text("lang.now_yours" if ctx.private else "lang.now_groups", names=_names(tongues))


def _names(tongues: tuple[str, ...] | list[str]) -> Listed:
    return Listed(items=tuple(name_of(one) for one in tongues if one in TONGUES))


TAPS = {CHOOSE: choose}
