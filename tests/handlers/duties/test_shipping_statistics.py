"""The statistics of what was delivered: compiled by the bot, signed by the head, with finance by nine."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.i18n.render import Reader
from bot.i18n.wording import Setting
from orders.duties import DutyState
from storage.chasing import duty_rows
from tests.support.company import RENDERER, Company
from tests.support.duty_days import HANOI, DutyDays, founded, local

DUTY = """\
cases:
  goods_return:
    names: {vi: Phiếu trả hàng, zh: 退货单, en: Return}
    code: "{order}/{n}"
    stages:
      agreement:
        names: {vi: Đồng ý nhận lại, zh: 同意退货, en: Agreement}
        department: sales
        fields:
          quantity: {names: {vi: Số lượng trả, zh: 退货数量, en: Quantity}, kind: number}
          rating: {names: {vi: Điểm, zh: 评分, en: Rating}, kind: number, least: 1, most: 5}
      receipt:
        names: {vi: Kho nhận lại, zh: 退货入库, en: Received back}
        department: production
        after: [agreement]
        marks: [returned]
duties:
  shipped:
    names: {vi: Thống kê xuất hàng hôm qua, zh: 每日出货统计表, en: Goods shipped the day before}
    department: production
    at: 09:00
    to: finance
    compiles: shipping_statistics
    approver: {role: head}
"""


@pytest.fixture
def shipping(database_url: str, tmp_path: Path) -> Iterator[DutyDays]:
    """Friday, 10:00; 120 sets are made, and go out."""
    file = tmp_path / "counted.yaml"
    file.write_text(
        (Path(__file__).parents[1] / "counted.yaml").read_text(encoding="utf-8") + DUTY, encoding="utf-8"
    )
    company = Company.founded(database_url, local(20, 10), centre_file=file)
    days = DutyDays(company=company)
    days.begin()
    company.says("Tú", "/new KT-1; Khánh Thy; 120 bộ biển x 250k; 25/12")
    company.says("Tú", "/confirm KT-1")
    company.says("Tú", "/update KT-1 sản xuất xong")
    days.deliver()
    yield days
    company.close()


def test_mondays_cover_all_since_the_last_and_reach_finance_before_nine_signed_or_not(
    shipping: DutyDays,
) -> None:
    company = shipping.company
    company.says("Tú", "/update KT-1 giao 40 bộ")
    wrong = company.says("Tú", "/update KT-1 giao 10 bộ")
    company.taps("Tú", wrong, "Hoàn tác")
    shipping.heard(local(21, 11))
    company.says("Tú", "/update KT-1 giao 30 bộ")
    shipping.messages.clear()

    told = shipping.heard(local(23, 9))
    [(at, _, figures)] = [
        one for one in told if one[1] == "finance" and "chưa ký" in one[2] and "📄" in one[2]
    ]
    assert at == "Mon 08:00"
    assert "KT-1 · Khánh Thy: 30 bộ" in figures
    assert "40 bộ" not in figures, "Friday's were told on Saturday"
    called = [what for at, who, what in told if who == "finance" and "Điểm danh" in what]
    assert called == [
        "📋 Điểm danh 09:00 (T2 23/11)\n✍️ Thống kê xuất hàng hôm qua – Xưởng: nộp 08:00, chưa ký"
    ]
    asked = next(one for one in shipping.messages if one.who == "production" and "chờ ký" in one.text)
    [table] = asked.say.document.tables if asked.say.document else []
    assert [row[0] for row in table.rows] == ["KT-1"]

    data = asked.say.buttons[0][0].data
    assert "trưởng Xưởng" in company.forges("Tú", data, group="production").answer
    signed = company.forges("Bảo", data, group="production")
    assert "Đã ký" in signed.answer
    assert "đã ký" in signed.told(company.groups["finance"])
    states = {one.day.day: one.state for one in rows(shipping)}
    assert states[23] is DutyState.DONE
    assert states[21] is DutyState.MISSING, "Saturday's was never signed"


def test_a_day_without_a_delivery_says_so_and_what_is_sent_back_is_for_people_to_mend(
    shipping: DutyDays,
) -> None:
    company = shipping.company
    told = shipping.heard(local(21, 8, 30))
    [figures] = [what for _, who, what in told if who == "finance" and "📄" in what]
    assert "Ngày T6 20/11 không giao chuyến nào." in figures
    asked = next(one for one in shipping.messages if one.who == "production" and "chờ ký" in one.text)
    assert asked.say.document is None

    why = company.forges("Bảo", asked.say.buttons[0][1].data, group="production")
    [question] = company.delivers(why)
    company.says("Bảo", "còn chuyến chiều thứ sáu", group="production", reply_to=question)
    assert [one.state for one in rows(shipping) if one.day.day == 21] == [DutyState.WANTED]
    told = shipping.heard(local(21, 9))
    assert any("bị trả lại" in what or "chưa nộp" in what for _, who, what in told if who == "production")
    mended = company.says("Bảo", "/nop thống kê xuất hàng hôm qua\nKT-9: 5 bộ")
    assert "Đã nhận" in mended.answer
    assert "KT-9: 5 bộ" in mended.told(company.groups["finance"])


def test_the_figures_are_those_of_the_deliveries_in_every_unit_once_and_without_what_came_back(
    shipping: DutyDays,
) -> None:
    company = shipping.company
    company.says("Tú", "/new KT-2; Nhật Minh; 25/12\n10 bộ biển x 1tr\n5 m decal x 20k")
    company.says("Tú", "/confirm KT-2")
    company.says("Tú", "/update KT-2 sản xuất xong")
    company.says("Tú", "/update KT-2 giao 4 bộ")
    company.says("Tú", "/update KT-1 giao 40 bộ")
    assert lines_of(shipping, local(21, 9)) == [
        "🚚 Ngày T6 20/11: 2 lần giao của 2 đơn",
        "• KT-1 · Khánh Thy: 40 bộ, T6 20/11",
        "• KT-2 · Nhật Minh: 4 bộ, T6 20/11",
        "Cộng: 44 bộ",
    ]

    company.says("Tú", "/update KT-2 giao thêm 6 bộ")
    company.says("Tú", "/update KT-2 giao xong")
    rest = company.says("Tú", "/update KT-1 giao xong")
    done = company.taps("Tú", rest, "Đủ 120")
    company.taps("Tú", done, "Hoàn tác")
    assert lines_of(shipping, local(23, 9)) == [
        "🚚 Từ T7 21/11 đến CN 22/11: 2 lần giao của 1 đơn",
        "• KT-2 · Nhật Minh: 6 bộ, T7 21/11",
        "• KT-2 · Nhật Minh: 5 m, T7 21/11",
    ]
    assert lines_of(shipping, local(24, 9)) == ["Ngày T2 23/11 không giao chuyến nào."]


@pytest.fixture
def fitted(database_url: str, tmp_path: Path) -> Iterator[DutyDays]:
    """Friday, 10:00; 120 sets and 5 m are made, and go out in two stages, which nobody counts."""
    file = tmp_path / "fitted.yaml"
    counted = (Path(__file__).parents[1] / "counted.yaml").read_text(encoding="utf-8")
    fitting = "fit: {names: {vi: Lắp, zh: 安装, en: Fitting}, department: production, after: [ship], marks: [delivered]}"
    bare = counted.replace(
        """        quantity: {unit: {vi: bộ, zh: 套, en: sets}}
        marks: [delivered]
""",
        f"        marks: [delivered]\n      {fitting}\n",
    )
    assert bare != counted
    file.write_text(bare.replace("after: [ship]}\nhold", "after: [fit]}\nhold") + DUTY, encoding="utf-8")
    days = DutyDays(company=Company.founded(database_url, local(20, 10), centre_file=file))
    days.begin()
    company = days.company
    company.says("Tú", "/new KT-1; Khánh Thy; 120 bộ biển x 250k, 5 m decal x 20k; 25/12")
    company.says("Tú", "/confirm KT-1")
    company.says("Tú", "/update KT-1 sản xuất xong")
    yield days
    company.close()


def test_what_two_stages_take_to_the_customer_is_told_once_with_the_last(fitted: DutyDays) -> None:
    fitted.company.says("Tú", "/update KT-1 giao xong")
    told = [lines_of(fitted, local(21, 9))]
    fitted.company.says("Tú", "/update KT-1 lắp xong")
    told.append(lines_of(fitted, local(23, 9)))
    assert told[0] == ["Ngày T6 20/11 không giao chuyến nào."]
    assert [line.split(":")[0] for line in told[1]] == ["🚚 Từ T7 21/11 đến CN 22/11", "• KT-1 · Khánh Thy"]


def test_what_nobody_was_told_of_is_not_taken_back_before_the_last_of_two_stages(fitted: DutyDays) -> None:
    company = fitted.company
    first = company.says("Tú", "/update KT-1 giao xong")
    assert lines_of(fitted, local(21, 9)) == ["Ngày T6 20/11 không giao chuyến nào."]
    assert "đã hoàn tác" in company.taps("Tú", first, "Hoàn tác").answer
    assert lines_of(fitted, local(23, 9)) == ["Từ T7 21/11 đến CN 22/11 không giao chuyến nào."]

    company.says("Tú", "/update KT-1 giao xong")
    last = company.says("Tú", "/update KT-1 lắp xong")
    told = lines_of(fitted, local(24, 9))
    assert told[1].startswith("• KT-1 · Khánh Thy: 120 bộ")
    company.taps("Tú", last, "Hoàn tác")
    again = lines_of(fitted, local(25, 9))
    assert again[0].endswith("không giao chuyến nào.")
    assert again[1].startswith("✏️ Đã báo là giao ở bảng trước, nay rút lại")
    assert again[2:] == told[1:]


def comes_back(company: Company, of: str, *answers: str) -> None:
    company.says("Lan", f"/case goods_return {of.partition('/')[0]}; hỏng")
    company.says("Lan", f"/update {of} đồng ý nhận lại xong")
    for answer in answers:
        company.says("Lan", answer)
    assert "🏁" in company.says("Tú", f"/update {of} kho nhận lại xong").answer


def test_what_came_back_and_what_was_told_before_and_is_taken_back_have_sections_of_their_own(
    shipping: DutyDays,
) -> None:
    """Over a Sunday; what was reported at 23:59 and at 00:01 counts for its own day."""
    company = shipping.company
    company.says("Tú", "/new KT-2; Nhật Minh; 60 bộ biển x 250k; 25/12")
    company.says("Tú", "/confirm KT-2")
    company.says("Tú", "/update KT-2 sản xuất xong")
    wrong = company.says("Tú", "/update KT-2 giao 40 bộ")
    shipping.heard(local(20, 23, 59))
    company.says("Tú", "/update KT-1 giao 7 bộ")
    shipping.heard(local(21, 0, 1))
    company.says("Tú", "/update KT-1 giao 2.5 bộ")
    assert lines_of(shipping, local(21, 9)) == [
        "🚚 Ngày T6 20/11: 2 lần giao của 2 đơn",
        "• KT-1 · Khánh Thy: 7 bộ, T6 20/11",
        "• KT-2 · Nhật Minh: 40 bộ, T6 20/11",
        "Cộng: 47 bộ",
    ]
    company.taps("Tú", wrong, "Hoàn tác")
    comes_back(company, "KT-1/1", "3", "5")
    comes_back(company, "KT-1/2", "12,5", "1")
    shipping.messages.clear()
    assert lines_of(shipping, local(23, 9)) == [
        "🚚 Từ T7 21/11 đến CN 22/11: 1 lần giao của 1 đơn",
        "• KT-1 · Khánh Thy: 2,5 bộ, T7 21/11",
        "↩️ Khách trả hàng: 2 lần",
        "• KT-1 · Khánh Thy: 3 bộ, T7 21/11",
        "• KT-1 · Khánh Thy: 12,5 bộ, T7 21/11",
        "Cộng: 15,5 bộ",
        "✏️ Đã báo là giao ở bảng trước, nay rút lại: 1 lần",
        "• KT-2 · Nhật Minh: 40 bộ, T6 20/11",
    ]
    asked = next(one for one in shipping.messages if one.who == "production" and "chờ ký" in one.text)
    assert asked.say.document is not None
    reader = Reader(languages=("vi",), setting=Setting(time_zone=HANOI, now=company.now))
    sheets = RENDERER.tables(asked.say.document, reader)
    assert [(one["title"], [row[3] for row in one["rows"]]) for one in sheets] == [
        ("Giao hàng", [2.5]), ("Hàng trả về", [3, 12.5]), ("Đã rút lại", [40])
    ]  # fmt: skip
    assert lines_of(shipping, local(24, 9)) == ["Ngày T2 23/11 không giao chuyến nào."]


def test_a_day_on_which_goods_only_came_back_and_what_was_all_delivered_and_is_not(
    shipping: DutyDays,
) -> None:
    company = shipping.company
    done = company.says("Tú", "/update KT-1 giao xong")
    assert lines_of(shipping, local(21, 9))[1:] == ["• KT-1 · Khánh Thy: 120 bộ, T6 20/11"]
    company.taps("Tú", done, "Hoàn tác")
    comes_back(company, "KT-1/1", "3", "5")
    assert lines_of(shipping, local(23, 9)) == [
        "Từ T7 21/11 đến CN 22/11 không giao chuyến nào.",
        "↩️ Khách trả hàng: 1 lần",
        "• KT-1 · Khánh Thy: 3 bộ, T7 21/11",
        "✏️ Đã báo là giao ở bảng trước, nay rút lại: 1 lần",
        "• KT-1 · Khánh Thy: 120 bộ, T6 20/11",
    ]


def test_after_a_week_of_holidays_all_days_since_are_in_it_and_of_many_lines_the_first_with_their_sum(
    database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "tet.yaml"
    counted = (Path(__file__).parents[1] / "counted.yaml").read_text(encoding="utf-8")
    tet = "off: [{day: 2026-11-23, until: 2026-11-29, names: {vi: Tết, zh: 春节, en: Tết}}]"
    file.write_text(counted.replace('17:00"}}', f'17:00"}}, {tet}}}') + DUTY, encoding="utf-8")
    days = DutyDays(company=Company.founded(database_url, local(20, 10), centre_file=file))
    days.begin()
    company = days.company
    company.says("Tú", "/new KT-1; Khánh Thy; 120 bộ biển x 250k; 25/12")
    company.says("Tú", "/confirm KT-1")
    company.says("Tú", "/update KT-1 sản xuất xong")
    days.heard(local(21, 10))
    for _ in range(24):
        company.says("Tú", "/update KT-1 giao 2 bộ")
    days.heard(local(25, 10))
    company.says("Tú", "/update KT-1 giao 1 bộ")
    told = lines_of(days, local(30, 9))
    company.close()
    assert told[0] == "🚚 Từ T7 21/11 đến CN 29/11: 25 lần giao của 1 đơn"
    assert told[-2:] == ["… còn 5 dòng nữa trong tệp.", "Cộng: 49 bộ"]
    assert len(told) == 1 + 20 + 2


def test_what_went_out_before_a_stop_over_the_minute_is_told_with_the_next_and_nothing_twice(
    shipping: DutyDays,
) -> None:
    """Away from Friday evening to Monday 8:30, then from Tuesday evening to Thursday 8:30."""
    company = shipping.company
    company.says("Tú", "/update KT-1 giao 40 bộ")
    shipping.heard(local(20, 18))
    company.now = local(23, 8, 30)
    shipping.messages.clear()
    shipping.begin()
    assert figures_in(shipping) == [
        "🚚 Từ T6 20/11 đến CN 22/11: 1 lần giao của 1 đơn",
        "• KT-1 · Khánh Thy: 40 bộ, T6 20/11",
    ]
    company.says("Tú", "/update KT-1 giao 2 bộ")
    assert lines_of(shipping, local(24, 9)) == [
        "🚚 Ngày T2 23/11: 1 lần giao của 1 đơn",
        "• KT-1 · Khánh Thy: 2 bộ, T2 23/11",
    ]
    company.says("Tú", "/update KT-1 giao 3 bộ")
    company.now = local(26, 8, 30)
    shipping.begin()
    assert figures_in(shipping) == [
        "🚚 Từ T3 24/11 đến T4 25/11: 1 lần giao của 1 đơn",
        "• KT-1 · Khánh Thy: 3 bộ, T3 24/11",
    ]


def test_what_people_handed_in_before_the_bot_compiled_it_is_in_its_next_and_what_was_sent_back_is_not(
    shipping: DutyDays,
) -> None:
    company = shipping.company
    company.says("Tú", "/update KT-1 giao 40 bộ")
    company.says("Bảo", "/nop thống kê xuất hàng hôm qua xong")
    shipping.heard(local(21, 10))
    company.says("Tú", "/update KT-1 giao 2 bộ")
    assert lines_of(shipping, local(23, 9))[1:3] == [
        "• KT-1 · Khánh Thy: 40 bộ, T6 20/11",
        "• KT-1 · Khánh Thy: 2 bộ, T7 21/11",
    ]
    asked = next(one for one in reversed(shipping.messages) if "chờ ký" in one.text)
    why = company.forges("Bảo", asked.say.buttons[0][1].data, group="production")
    [question] = company.delivers(why)
    company.says("Bảo", "còn một chuyến", group="production", reply_to=question)
    assert lines_of(shipping, local(24, 9)) == ["Ngày T2 23/11 không giao chuyến nào."]


def figures_in(days: DutyDays) -> list[str]:
    """Of the statistics finance was sent last, without their head."""
    return [one.text for one in days.messages if one.who == "finance" and "📄" in one.text][-1].splitlines()[
        1:
    ]


def lines_of(days: DutyDays, moment: datetime) -> list[str]:
    """What finance hears of the statistics up to then, without their head."""
    told = [what for _, who, what in days.heard(moment) if who == "finance" and "📄" in what]
    return told[-1].splitlines()[1:]


def test_the_factory_makes_them_up_for_the_head_of_planning(database_url: str) -> None:
    days = founded(database_url, local(21, 17))
    told = days.heard(local(23, 9))
    days.company.close()
    assert any(who == "finance" and "không giao chuyến nào" in what for _, who, what in told)


def rows(days: DutyDays) -> tuple[duty_rows.DutyDay, ...]:
    company = days.company
    found = company.store.read(
        lambda conn: duty_rows.since(conn, company.centre.id, local(1, 0).date())
    ).result()
    return tuple(found)
