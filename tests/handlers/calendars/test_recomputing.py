"""After a change of the calendar: next looks move, what people were told stands."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, update

from handlers.calendars.recomputing import recompute
from orders.calendars.calendar_days import CalendarDay, Source
from orders.names import Names
from orders.order import OrderId, OrderState
from storage.chasing.checks_due import Thing
from storage.tables.order_tables import orders, stages
from tests.support.coming_in import ask, do
from tests.support.company import Company

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
OFF = Names(vi="Nghỉ", zh="休息", en="Off")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026: Monday is the 23rd, Tuesday the 24th a holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SAIGON).astimezone(UTC)


def closed(company: Company, *days: int) -> None:
    """These days of November are off from now on, as the running bot learns it."""
    made = [CalendarDay(day=date(2026, 11, day), hours=(), names=OFF, source=Source.HAND) for day in days]
    company.centres.lay({company.centre.id: made})


def look(company: Company, thing: Thing) -> datetime | None:
    query = (
        select(orders.c.next_check_at).where(orders.c.id == thing.order)
        if thing.stage is None
        else select(stages.c.next_check_at).where(
            stages.c.order_id == thing.order, stages.c.stage == thing.stage
        )
    )

    def read(conn: Connection) -> datetime | None:
        at: datetime | None = conn.execute(query).scalar()
        return at

    return ask(company, read)


def recomputed(company: Company, *, most: int = 10) -> list[OrderId]:
    """Slice by slice; the last order of each."""
    lasts: list[OrderId] = []
    after: OrderId | None = OrderId(0)
    while after is not None:
        after = do(company, recompute, centres=company.centres, now=company.now, after=after, most=most)
        lasts += [] if after is None else [after]
    return lasts


def test_the_next_word_is_wanted_later_when_the_day_it_fell_on_is_closed(company: Company) -> None:
    company.in_fabrication("KT-1")
    order = company.order("KT-1")
    fabrication = Thing(order=order.id, stage="fabrication")
    assert look(company, fabrication) == local(25, 17)
    closed(company, 25)
    recomputed(company)
    assert look(company, fabrication) == local(26, 17)


def test_due_times_and_confirmation_times_that_people_were_told_stand(company: Company) -> None:
    company.in_fabrication("KT-1")
    before = company.order("KT-1")
    closed(company, 25, 26, 27)
    recomputed(company)
    assert company.order("KT-1") == before


def test_what_still_waits_is_counted_by_the_new_days_when_it_begins(company: Company) -> None:
    for code in ("KT-1", "KT-2"):
        company.says("Lan", f"/new {code}; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    closed(company, 25)
    recomputed(company)
    company.says("Lan", "/update KT-2 nhận đơn xong")
    old, new = (company.order(code).stage("design").due_at for code in ("KT-1", "KT-2"))
    assert old is not None
    assert new is not None
    assert new > old


def test_what_is_missing_already_is_left_to_the_next_sweep(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    design = Thing(order=company.order("KT-1").id, stage="design")
    company.passes(
        hours=3
    )  # nobody has confirmed; the reminder may be on its way, or somebody's time to act runs
    do(
        company,
        lambda conn: conn.execute(
            update(stages).values(next_check_at=local(30, 9)).where(stages.c.stage == "design")
        ),
    )
    recomputed(company)
    assert look(company, design) == company.now


def test_what_has_no_clock_is_given_none(company: Company) -> None:
    company.in_fabrication("KT-1")
    order = company.order("KT-1").id
    recomputed(company)
    assert look(company, Thing(order=order)) is None
    assert look(company, Thing(order=order, stage="reception")) is None
    assert look(company, Thing(order=order, stage="installation")) is None


def test_it_goes_through_all_open_orders_in_slices_and_leaves_out_the_ended(company: Company) -> None:
    for number in range(5):
        company.says("Lan", f"/new KT-{number}; Khánh Thy; Biển alu")
    company.taps("An", company.says("An", "/cancel KT-2 khách thôi"), "Huỷ đơn")
    assert company.order("KT-2").state is OrderState.CANCELLED
    ids = [company.order(f"KT-{number}").id for number in range(5)]
    assert recomputed(company, most=2) == [ids[1], ids[4]]


def test_an_order_about_which_there_is_a_bug_keeps_no_other_from_it(company: Company) -> None:
    for code in ("KT-1", "KT-2"):
        company.in_fabrication(code)
    broken, sound = (company.order(code).id for code in ("KT-1", "KT-2"))
    do(
        company,
        lambda conn: conn.execute(
            update(stages).where(stages.c.order_id == broken, stages.c.stage == "design").values(stage="gone")
        ),
    )
    closed(company, 25)
    assert recomputed(company) == [sound]
    assert look(company, Thing(order=sound, stage="fabrication")) == local(26, 17)
    assert look(company, Thing(order=broken, stage="fabrication")) == local(25, 17)
