"""The delay of an order, to the minute and with whom it came about: on the card and in the story."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from handlers.order_cards.cards import lay
from handlers.reply import Say
from storage.post.cards_rows import Card
from tests.support.company import Company, Heard

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026: Monday is the 23rd, Tuesday the 24th a holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SAIGON).astimezone(UTC)


def late(company: Company) -> Heard:
    """Promised for Wednesday; stuck on Thursday from nine to ten, and sales has to answer for it."""
    company.in_fabrication("KT-2411", promised="25/11")
    company.now = local(26, 9)
    company.says("Tú", "/hold 2411 gia công khách chưa chốt")
    company.now = local(26, 10)
    company.says("Lan", "/resume 2411")
    company.now = local(26, 11, 20)
    return company.says("Điệp", "/history 2411")


def card(company: Company, heard: Heard) -> str:
    """As it stands in production's group."""
    posted = Card(
        id=1, kind="order", ref=str(company.order("KT-2411").id), company=company.centre.id,
        chat=company.groups["production"], thread=None, message_id=None, wanted=1, shown=0, attempts=0,
    )  # fmt: skip
    said = company.store.read(
        lambda conn: lay(conn, posted, now=company.now, centres=company.centres)
    ).result()
    assert isinstance(said, Say)
    return heard.read(said)


def test_the_story_books_each_stretch_to_a_stage_and_its_department(company: Company) -> None:
    story = late(company).answer
    assert "Trễ hẹn 3 giờ 20 phút (giờ làm việc), tính cho" in story
    assert "Gia công (Vận hành – Sản xuất): 1 giờ 0 phút, 00:00 T5 26/11 → 09:00 T5 26/11" in story
    assert "Gia công (Kinh doanh): 1 giờ 0 phút, 09:00 T5 26/11 → 10:00 T5 26/11" in story
    assert "Gia công (Vận hành – Sản xuất): 1 giờ 20 phút, 10:00 T5 26/11 → 11:20 T5 26/11" in story


def test_the_card_says_how_late_it_is_and_with_whom_longest_first(company: Company) -> None:
    heard = late(company)
    shown = card(company, heard)
    assert (
        "⏱ Trễ hẹn 3 giờ 20 phút (giờ làm việc): Vận hành – Sản xuất 2 giờ 20 phút, Kinh doanh 1 giờ 0 phút"
        in shown
    )
    assert "Tú" not in shown.split("⏱")[1].splitlines()[0]


def test_a_disputed_hold_is_nobodys_yet(company: Company) -> None:
    company.in_fabrication("KT-2411", promised="25/11")
    company.now = local(26, 9)
    heard = company.says("Tú", "/hold 2411 gia công khách chưa chốt")
    [told] = [one for one in heard.says[1:] if one.chat == company.groups["sales"]]
    company.forges("Lan", heard.keys(told)["Không phải bên tôi"])
    company.says("Lan", "khách duyệt rồi")
    company.now = local(26, 10)
    assert "chưa chốt bên nào 1 giờ 0 phút" in card(company, heard)


def test_in_time_nothing_is_said_of_it(company: Company) -> None:
    company.in_fabrication("KT-2411", promised="25/11")
    company.now = local(25, 16)
    heard = company.says("Điệp", "/history 2411")
    assert "Trễ hẹn" not in heard.answer
    assert "⏱" not in card(company, heard)
