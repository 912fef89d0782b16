"""Live cards as they are laid out at the moment of sending: an order's card, a department's tray, a file's."""

from datetime import datetime

from sqlalchemy import Connection

from handlers.batches import card as batch_card
from handlers.order_cards.order_lines import card_keys, card_lines
from handlers.order_cards.tray import tray_lines
from handlers.reply import Lane, Say
from handlers.seeing import chat_sees
from handlers.view import View
from orders.centre_file.centre import Centres
from orders.order import OrderId
from storage.order_book import orders_rows
from storage.post.cards_rows import Card


def lay(conn: Connection, card: Card, *, now: datetime, centres: Centres) -> Say | None:
    """What the card shows now; None when there is nothing left to show (its order or company is gone)."""
    centre = centres.get(card.company)
    if centre is None:
        return None
    view = View(conn=conn, centre=centre, now=now)
    if card.kind == "tray":
        lines = tray_lines(view, card.ref)
        return Say(lines=lines, chat=card.chat, thread=card.thread, lane=Lane.CARDS, pin=True, silent=True)
    if card.kind == "batch":
        return batch_card.lay(view, int(card.ref))
    try:
        order = orders_rows.load(conn, OrderId(int(card.ref)))
    except LookupError:
        return None
    sees = chat_sees(view, card.chat, card.thread, order)
    lines, keys = card_lines(view, order, sees=sees), card_keys(view, order, sees=sees)
    return Say(lines=lines, chat=card.chat, thread=card.thread, lane=Lane.CARDS, buttons=keys)
