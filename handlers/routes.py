"""Every command with its aliases, every button's verb, every question's answer: which script runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from handlers import files, help, open_questions, which_company  # noqa: A004 - help is the command's own name
from handlers.audit import audit_trail
from handlers.calendars import calendar_taps
from handlers.cases import case_blocking, case_linking, case_opening, cases
from handlers.changes import changing, flagging, promising, rushing, whole_order
from handlers.chats import bind, languages, status
from handlers.context import Context
from handlers.duties import duties, duty_answers
from handlers.finding import companies_named
from handlers.holds import hold_answers, holding, still_held
from handlers.late import late_reports
from handlers.leave import duty_roster, leaving
from handlers.money import paid, parts_came, qr, qr_posting
from handlers.moves import undoing
from handlers.new_orders import opening
from handlers.new_orders.kinds_of_orders import kinds_to_open
from handlers.news import acknowledging
from handlers.nudges import answering_digests, claiming, putting_off
from handlers.order_cards import calling, order_card, papers, short_texts
from handlers.overviews import board, charts, daily_wishes, my, today
from handlers.people import inviting, members, start, whoami
from handlers.progress import (
    asked_taps,
    assigning,
    confirming,
    count_answers,
    disputing,
    overriding,
    stage_taps,
    update,
)
from handlers.pushes import pushing
from handlers.pushes.orders_named import companies_of_all
from handlers.reply import Reply
from handlers.stories import history
from handlers.tap_data import TapData
from orders.refusals.access import AuditorOnlyReads, NotAllowed, SteeringOnly
from storage.intake.dialogs import Dialog

EVERYBODY: frozenset[str] = frozenset()
STEERING = frozenset({"coordinator", "manager", "admin"})
OVERSEEING = STEERING | {"auditor"}
ADMIN = frozenset({"admin"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """One command. ``roles``: any of them may use it (empty: all; what each may do to an order is the engine's business).

    ``writes``: refused to an auditor. ``again``: an edited message may run it. Aliases are ASCII: Telegram's commands are.

    ``whose``: in private, of somebody's several companies: it is about all of them; about one, which is asked; about those
    whose orders are ``named``, else one that is asked. ``fits`` raises a refusal in a company where it is of no use to the asker.
    """

    name: str
    run: Callable[[Context, str], Reply]
    aliases: Mapping[str, str]  # language -> what people of it type
    roles: frozenset[str] = EVERYBODY
    heads_too: bool = False
    refusal: type[NotAllowed] = NotAllowed  # to people it is not for
    writes: bool = False
    again: bool = True
    in_menu: bool = True
    whose: Literal["all", "one", "order"] = "all"
    named: Callable[[Context, str], frozenset[str]] = companies_named
    fits: Callable[[Context], object] | None = None

    def check(self, ctx: Context) -> None:
        """Raises the refusal for people this command is not for."""
        if self.writes and "auditor" in ctx.actor.roles:
            raise AuditorOnlyReads
        if not self.for_actor(ctx):
            heads = ("anyhead",) if self.heads_too else ()
            raise self.refusal(who_may=(*(f"role:{role}" for role in sorted(self.roles)), *heads))

    def for_actor(self, ctx: Context) -> bool:
        actor = ctx.actor
        if not self.roles or actor.roles & self.roles:
            return True
        return self.heads_too and bool(actor.head_of)


_ROUTES = (
    Route(name="update", run=update.update, aliases={"vi": "capnhat", "zh": "gengxin"}, writes=True),
    Route(name="my", run=my.my, aliases={"vi": "viec", "zh": "renwu"}),
    Route(name="today", run=today.today, aliases={"vi": "homnay", "zh": "jinri"}, roles=STEERING, heads_too=True, refusal=SteeringOnly),
    Route(name="order", run=order_card.order, aliases={"vi": "don", "zh": "dingdan"}),
    Route(name="new", run=opening.new, aliases={"vi": "donmoi", "zh": "kaidan"}, writes=True, whose="one", fits=kinds_to_open),
    Route(name="hold", run=holding.hold, aliases={"vi": "ket", "zh": "kazhu"}, writes=True),
    Route(name="resume", run=holding.resume, aliases={"vi": "tieptuc", "zh": "jixu"}, writes=True),
    Route(name="confirm", run=confirming.confirm, aliases={"vi": "nhan", "zh": "shoudao"}, writes=True),
    Route(name="return", run=confirming.give_back, aliases={"vi": "tralai", "zh": "tuihui"}, writes=True),
    Route(name="approve", run=confirming.approve, aliases={"vi": "duyet", "zh": "pizhun"}, writes=True),
    Route(name="reject", run=confirming.reject, aliases={"vi": "khongduyet", "zh": "bohui"}, writes=True),
    Route(name="undo", run=undoing.undo, aliases={"vi": "hoantac", "zh": "chexiao"}, writes=True),
    Route(name="change", run=changing.change, aliases={"vi": "sua", "zh": "biangeng"}, writes=True),
    Route(name="promise", run=promising.promised, aliases={"vi": "henngay", "zh": "gaiqi"}, writes=True),
    Route(name="late", run=late_reports.late, aliases={"vi": "lydo", "zh": "yuanyin"}, writes=True),
    Route(name="cancel", run=whole_order.cancel, aliases={"vi": "huy", "zh": "quxiao"}, writes=True),
    Route(name="case", run=cases.case, aliases={"vi": "phieu", "zh": "chulidan"}, whose="order"),
    Route(name="complaint", run=cases.complaint, aliases={"vi": "khieunai", "zh": "kesu"}, writes=True, whose="order"),
    Route(name="history", run=history.history, aliases={"vi": "lichsu", "zh": "lishi"}),
    Route(name="board", run=board.board, aliases={"vi": "bang", "zh": "kanban"}),
    Route(name="qr", run=qr.qr, aliases={"vi": "thu", "zh": "shoukuan"}, writes=True, again=False),
    Route(name="paid", run=paid.paid, aliases={"vi": "dathu", "zh": "yishou"}, writes=True, again=False),
    Route(name="help", run=help.help, aliases={"vi": "trogiup", "zh": "bangzhu"}),
    Route(name="lang", run=languages.lang, aliases={"vi": "ngonngu", "zh": "yuyan"}),
    Route(name="whoami", run=whoami.whoami, aliases={"vi": "toi", "zh": "wo"}),
    Route(name="start", run=start.start, aliases={}, in_menu=False),
    Route(name="invite", run=inviting.invite, aliases={"vi": "moivao", "zh": "yaoqing"}, roles=STEERING, heads_too=True, writes=True, again=False, whose="one"),
    Route(name="chart", run=charts.chart, aliases={"vi": "bieudo", "zh": "tubiao"}, roles=OVERSEEING | {"finance"}, heads_too=True),
    Route(name="members", run=members.members, aliases={"vi": "thanhvien", "zh": "chengyuan"}, roles=OVERSEEING, heads_too=True, whose="one"),
    Route(name="push", run=pushing.push, aliases={"vi": "giuc", "zh": "cuiban"}, roles=STEERING, heads_too=True, writes=True, again=False, whose="order", named=companies_of_all),
    Route(name="leave", run=leaving.leave, aliases={"vi": "nghi", "zh": "qingjia"}, again=False, whose="one"),
    Route(name="duties", run=duties.duties, aliases={"vi": "nop", "zh": "tijiao"}),
    Route(name="onduty", run=duty_roster.onduty, aliases={"vi": "truc", "zh": "zhiban"}, again=False, whose="one"),
    Route(name="bind", run=bind.bind, aliases={"vi": "gan", "zh": "bangding"}, roles=STEERING, writes=True, again=False, whose="one"),
    Route(name="status", run=status.status, aliases={"vi": "tinhtrang", "zh": "zhuangtai"}, roles=OVERSEEING, whose="one"),
    Route(name="audit", run=audit_trail.audit, aliases={"vi": "nhatky", "zh": "shenji"}, roles=OVERSEEING, whose="order"),
)  # fmt: skip

ROUTES: Mapping[str, Route] = {route.name: route for route in _ROUTES}
COMMANDS: Mapping[str, Route] = {
    name: route for route in _ROUTES for name in (route.name, *route.aliases.values())
}

TAPS: Mapping[str, Callable[[Context, TapData], Reply]] = {
    **stage_taps.TAPS,
    **acknowledging.TAPS,
    **my.TAPS,
    **daily_wishes.TAPS,
    **files.TAPS,
    **asked_taps.TAPS,
    **count_answers.TAPS,
    **assigning.TAPS,
    **pushing.TAPS,
    **putting_off.TAPS,
    **claiming.TAPS,
    **answering_digests.TAPS,
    **still_held.TAPS,
    **hold_answers.TAPS,
    **overriding.TAPS,
    **late_reports.TAPS,
    **open_questions.TAPS,
    **order_card.TAPS,
    **opening.TAPS,
    **flagging.TAPS,
    **changing.TAPS,
    **rushing.TAPS,
    **whole_order.TAPS,
    **history.TAPS,
    **qr.TAPS,
    **qr_posting.TAPS,
    **paid.TAPS,
    **parts_came.TAPS,
    **short_texts.TAPS,
    **inviting.TAPS,
    **members.TAPS,
    **languages.TAPS,
    **bind.TAPS,
    **calendar_taps.TAPS,
    **calling.TAPS,
    **disputing.TAPS,
    **papers.TAPS,
    **leaving.TAPS,
    **duty_roster.TAPS,
    **cases.TAPS,
    **duty_answers.TAPS,
    **duties.TAPS,
    **case_opening.TAPS,
    **case_linking.TAPS,
    **case_blocking.TAPS,
    **which_company.TAPS,
}

DIALOGS: Mapping[str, Callable[[Context, Dialog], Reply]] = {
    **stage_taps.DIALOGS,
    **asked_taps.DIALOGS,
    **count_answers.DIALOGS,
    **still_held.DIALOGS,
    **hold_answers.DIALOGS,
    **overriding.DIALOGS,
    **late_reports.DIALOGS,
    **opening.DIALOGS,
    **changing.DIALOGS,
    **rushing.DIALOGS,
    **whole_order.DIALOGS,
    **qr.DIALOGS,
    **paid.DIALOGS,
    **leaving.DIALOGS,
    **duty_answers.DIALOGS,
    **case_opening.DIALOGS,
    **case_linking.DIALOGS,
}


def near(name: str) -> tuple[str, ...]:
    """Commands that look like what was typed: suggested, never run."""
    found = process.extract(name, COMMANDS.keys(), scorer=fuzz.ratio, score_cutoff=65, limit=3)
    return tuple(one for one, _, _ in found)
