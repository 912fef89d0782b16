"""Payment requests, the money that came for them, and what was taken back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from orders.order import OrderId, PersonId
from storage import payment_rows
from storage.payment_rows import Demand, PaymentRequest
from tests.support.stored_orders import Run, draft

THU, HOA = PersonId(7), PersonId(8)
CODE = "DP000000X"


@pytest.fixture
def order_id(do: Run) -> OrderId:
    return do(draft)


def demand(order_id: OrderId, amount: int = 6_000_000) -> Demand:
    return Demand(
        company="adtech",
        order_id=order_id,
        amount=amount,
        currency="VND",
        instalment="deposit",
        bin="970436",
        account="0123456789",
        holder="CÔNG TY ADTECH",
    )


def asked(do: Run, order_id: OrderId, now: datetime, *codes: str, amount: int = 6_000_000) -> PaymentRequest:
    left: Iterator[str] = iter(codes or (CODE,))
    return do(payment_rows.ask, demand(order_id, amount), lambda: next(left), by=THU, now=now)


def test_a_request_is_found_by_its_code_and_with_its_order(
    do: Run, ask: Run, order_id: OrderId, now: datetime
) -> None:
    request = asked(do, order_id, now)
    assert request == PaymentRequest(
        id=request.id, code=CODE, demand=demand(order_id), made_by=THU, made_at=now
    )
    assert ask(payment_rows.by_code, CODE) == request
    assert ask(payment_rows.by_code, "DP000000Y") is None
    later = asked(do, order_id, now, "DP000001V")
    asked(do, do(draft, "KT-9"), now, "DP000002S")
    assert ask(payment_rows.of_order, order_id) == (request, later)


def test_a_code_that_is_taken_is_made_anew(do: Run, order_id: OrderId, now: datetime) -> None:
    asked(do, order_id, now)
    assert asked(do, order_id, now, CODE, CODE, "DP000001V").code == "DP000001V"
    with pytest.raises(RuntimeError, match="codes were taken"):
        asked(do, order_id, now, *[CODE] * 20)


def test_a_request_is_cancelled_once(do: Run, ask: Run, order_id: OrderId, now: datetime) -> None:
    request = asked(do, order_id, now)
    assert do(payment_rows.cancel, request.id, by=HOA, now=now)
    assert not do(payment_rows.cancel, request.id, by=THU, now=now + timedelta(hours=1))
    assert ask(payment_rows.by_code, CODE) == replace(request, cancelled_by=HOA, cancelled_at=now)


def test_money_is_kept_with_who_wrote_it_down(do: Run, ask: Run, order_id: OrderId, now: datetime) -> None:
    request, other = asked(do, order_id, now), asked(do, order_id, now, "DP000001V")
    first = do(payment_rows.receive_by_hand, request, 2_000_000, note="tiền mặt", by=THU, now=now)
    second = do(payment_rows.receive_by_hand, request, 2_000_000, note="", by=HOA, now=now)
    do(payment_rows.receive_by_hand, other, 5, note="", by=HOA, now=now)
    one, two = ask(payment_rows.payments, [request.id])
    assert (one.transfer, one.request, one.amount, one.note, one.by, one.at) == (
        first,
        request.id,
        2_000_000,
        "tiền mặt",
        THU,
        now,
    )
    assert (two.transfer, two.by) == (second, HOA)
    assert len(ask(payment_rows.payments, [request.id, other.id])) == 3
    assert ask(payment_rows.payments, []) == ()


def test_what_is_taken_back_counts_no_more_and_stays_on_record(
    do: Run, ask: Run, order_id: OrderId, now: datetime
) -> None:
    request = asked(do, order_id, now)
    number = do(payment_rows.receive_by_hand, request, 2_000_000, note="nhầm", by=THU, now=now)
    before = ask(payment_rows.transfer, request.id, number)
    assert (before.amount, before.made_by, before.note, before.taken_back_at) == (
        2_000_000,
        THU,
        "nhầm",
        None,
    )

    assert do(payment_rows.take_back, number, by=HOA, now=now)
    assert not do(payment_rows.take_back, number, by=THU, now=now + timedelta(hours=1))
    assert ask(payment_rows.payments, [request.id]) == ()
    assert ask(payment_rows.transfer, request.id, number) == replace(
        before, taken_back_by=HOA, taken_back_at=now
    )
    again = do(payment_rows.receive_by_hand, request, 2_000_000, note="", by=THU, now=now)
    assert again != number


def test_a_transfer_of_another_request_is_not_given(
    do: Run, ask: Run, order_id: OrderId, now: datetime
) -> None:
    request, other = asked(do, order_id, now), asked(do, order_id, now, "DP000001V")
    number = do(payment_rows.receive_by_hand, request, 5, note="", by=THU, now=now)
    assert ask(payment_rows.transfer, other.id, number) is None
