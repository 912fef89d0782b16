"""The message that asks for money: the picture to pay by, the same as text to copy, and how it stands; kept true by edits."""

from handlers.context import Context
from handlers.money.payment_lines import Asked, asked_of, money, standing_params, what_for
from handlers.news.correcting import corrected
from handlers.reply import Button, Clock, Param, Picture, Say, Text, text
from handlers.replying import here
from handlers.stage_keys import PAID, QR_AGAIN, QR_CANCEL, key, show_key
from orders.centre_file.centre import Centre
from orders.order import Order, OrderState
from payments.settling import State
from payments.shares import ONE_TRANSFER, transfers_of
from payments.vietqr import Transfer, build
from storage.payment_rows import PaymentRequest

PICTURE = "qr_card"
SPLIT, PLAIN = "split", "plain"  # ways to ask for more than one transfer may carry
MOST_CODES = 8  # pictures in a row; nobody pays a larger sum by phone


def posted(ctx: Context, order: Order, asked: Asked, *, way: str = "") -> tuple[Say, ...]:
    """What is still to be paid, as one message; split into several codes, or as text alone, where ``way`` says so."""
    request, remainder = asked.request, asked.standing.remainder
    if way == PLAIN:
        return (
            here(
                ctx.incoming,
                *card_lines(ctx, order, asked),
                buttons=card_keys(order, asked),
                note_for=_note(request, plain=True),
            ),
        )
    parts = transfers_of(remainder)
    return tuple(
        here(
            ctx.incoming,
            *(_part_line(request, one, number, len(parts)) if len(parts) > 1 else ()),
            *card_lines(ctx, order, asked),
            buttons=card_keys(order, asked, part=one),
            picture=_picture(ctx, order, request, one),
            note_for=_note(request),
        )
        for number, one in enumerate(parts, start=1)
    )


def retold(ctx: Context, order: Order, asked: Asked) -> list[Say]:
    """Every message of the request, wherever it was posted, says how it stands now."""
    request = asked.request
    if not request.demand.account:
        return []
    words = Say(lines=card_lines(ctx, order, asked), buttons=card_keys(order, asked))
    pictured = Say(
        lines=(*words.lines, *_other_amount(order, asked)),
        buttons=words.buttons,
        picture=_picture(ctx, order, request, min(request.demand.amount, ONE_TRANSFER)),
    )
    return [
        *corrected(ctx.view, _note(request), pictured, in_flight=words),
        *corrected(ctx.view, _note(request, plain=True), words, in_flight=words),
    ]


def all_retold(ctx: Context, order: Order) -> list[Say]:
    """The order has ended, or goes on after all: whatever is still to be paid for it says so."""
    return [
        say
        for one in asked_of(ctx.conn, order.id)
        if one.standing.remainder
        for say in retold(ctx, order, one)
    ]


def card_lines(ctx: Context, order: Order, asked: Asked) -> tuple[Text, ...]:
    """How it stands; while something is to come, whom to pay."""
    request, standing = asked.request, asked.standing
    if _ended(order) and standing.remainder:
        return (Text(key="payment.card_ended", params=standing_params(order, asked)),)
    state = "cancelled" if standing.cancelled else standing.state
    params: dict[str, Param] = {**standing_params(order, asked)}
    if standing.state in {State.PAID, State.OVERPAID} and asked.last is not None:
        state = standing.state
        params["at"] = Clock(at=asked.last.at)
    head = Text(key=f"payment.card_{state}", params=params)
    if not standing.remainder:
        return (head,)
    return (head, *_account_lines(ctx.centres[order.company], request))


def card_keys(order: Order, asked: Asked, *, part: int | None = None) -> tuple[tuple[Button, ...], ...]:
    """Copy keys for whoever pays, then what finance does with it. ``part``: of an amount in several transfers."""
    request, standing = asked.request, asked.standing
    if _ended(order) or not standing.remainder:
        return ((show_key(order.id),),)
    amount = part or standing.remainder
    copies = [Button(label=text("button.copy_account"), copy=request.demand.account)]
    if amount <= ONE_TRANSFER:
        copies.append(Button(label=text("button.copy_amount"), copy=str(amount)))
    copies.append(Button(label=text("button.copy_content"), copy=request.code))
    code = request.code
    arrived = key(
        "button.money_received", PAID, order=order.id, version=standing.received, choice=code, style="success"
    )
    last = [key("button.cancel_code", QR_CANCEL, order=order.id, choice=code)]
    if standing.received:
        last.insert(0, again_key(order, request))
    return (tuple(copies), (arrived,), tuple(last))


def again_key(
    order: Order, request: PaymentRequest, *, label: str = "button.qr_remainder", way: str = ""
) -> Button:
    """Posts what is still to be paid once more."""
    return key(label, QR_AGAIN, order=order.id, choice=f"{request.code}:{way}".rstrip(":"))


def payload(request: PaymentRequest, amount: int) -> str:
    """The content is the code alone: whatever else stood there, some bank would mangle."""
    return build(
        Transfer(bin=request.demand.bin, account=request.demand.account, amount=amount, purpose=request.code)
    )


def bank_name(centre: Centre, request: PaymentRequest) -> Param:
    """As the centre file calls the account now; one it no longer has goes by its bank's number."""
    demand = request.demand
    wanted = (demand.bin, demand.account)
    named = (one.names for one in centre.company.bank_accounts if (one.bin, one.account) == wanted)
    return next(named, text("payment.bank", bin=demand.bin))


def _account_lines(centre: Centre, request: PaymentRequest) -> tuple[Text, ...]:
    demand = request.demand
    return (
        text("payment.line_bank", bank=bank_name(centre, request)),
        text("payment.line_account", account=demand.account),
        text("payment.line_holder", holder=demand.holder),
        text("payment.line_content", code=request.code),
    )


def _other_amount(order: Order, asked: Asked) -> tuple[Text, ...]:
    """A picture stays as it was posted: whoever scans it again must not pay what has come meanwhile."""
    split = asked.request.demand.amount > ONE_TRANSFER  # each of these shows a part
    if split or _ended(order) or not asked.standing.remainder:
        return ()
    return (text("payment.other_amount", remainder=money(asked.standing.remainder, asked.request)),)


def _part_line(request: PaymentRequest, amount: int, number: int, count: int) -> tuple[Text]:
    return (text("payment.part", number=number, of=count, amount=money(amount, request)),)


def _picture(ctx: Context, order: Order, request: PaymentRequest, amount: int) -> Picture:
    """Nothing that is the company's own business: it is shown to whoever pays."""
    centre = ctx.centres[order.company]
    demand = request.demand
    day = ctx.now.astimezone(centre.zone).date()
    return Picture(
        kind=PICTURE,
        data={"payload": payload(request, amount)},
        texts={
            "title": (text("payment.picture_title"),),
            "amount": (text("payment.picture_amount", amount=money(amount, request)),),
            "lines": (
                text("payment.picture_bank", bank=bank_name(centre, request)),
                text("payment.picture_account", account=demand.account),
                text("payment.picture_holder", holder=demand.holder),
                text("payment.picture_content", code=request.code),
            ),
            "notes": (
                _about(order, request),
                text("payment.picture_day", year=f"{day:%Y}", month=f"{day:%m}", day=f"{day:%d}"),
            ),
        },
    )


def _ended(order: Order) -> bool:
    """Nothing is to be paid for a cancelled order; what is owed for a finished one still is."""
    return order.state is OrderState.CANCELLED


def _about(order: Order, request: PaymentRequest) -> Text:
    if request.demand.instalment:
        return text("payment.picture_instalment", order=order.code, what=what_for(order, request))
    return text("payment.picture_order", order=order.code)


def _note(request: PaymentRequest, *, plain: bool = False) -> str:
    """What the messages of a request are remembered by; those without a picture are edited differently."""
    return f"payment_text:{request.id}" if plain else f"payment:{request.id}"
