"""/history: the whole story, who held it when, and where nobody said anything; short texts to pass on."""

from datetime import UTC, datetime

from tests.support.company import FILE, Company


def day_of(answer: str, label: str) -> str:
    """What the story tells of one day."""
    return next(part for part in answer.split("\n\n") if part.startswith(label))


def test_the_story_tells_who_did_what_when(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.passes(hours=1)
    company.says("Tú", "/update 2411 gia công 60%")
    company.says("Tú", "/update 2411 gia công kẹt thiếu mica trắng")
    answer = company.says("Lan", "/lichsu 2411").answer
    story = day_of(answer, "T2 23/11")
    for said in ("09:00 Lan", "Minh", "1 tệp", "Xưởng Bình Tân", "10:00 Tú", "60%", "kẹt thiếu mica trắng"):
        assert said in story, said


def test_what_was_taken_back_is_shown_as_such(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/update 2411 gia công xong")
    company.says("Tú", "/undo 2411")
    story = day_of(company.says("Lan", "/lishi 2411").answer, "T2 23/11")
    [undone] = [line for line in story.split("\n") if line.startswith("↩️")]
    assert "Gia công" in undone
    assert "Tú" in undone
    assert "Gia công" in story.split("\n")[-1], "the undo is told of the stage it was about"


def test_who_held_it_when_is_told_with_working_time(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.passes(hours=2)
    company.says("Tú", "/update 2411 gia công kẹt, khách chưa chốt")
    company.passes(days=2)
    company.says("Lan", "/resume 2411 gia công")
    company.passes(minutes=30)
    lines = company.says("Lan", "/history 2411").answer.split("\n")
    [sales] = [line for line in lines if line.startswith("Gia công (Kinh doanh)")]
    assert "11:00 T2 23/11 → 11:00 T4 25/11" in sales
    # 24/11 is a holiday: five hours of Monday, three of Wednesday
    assert "8 giờ" in sales
    assert "30 phút" in next(line for line in lines if line.startswith("Gia công (Vận hành – Sản xuất): từ"))


def test_more_than_a_working_day_of_silence_is_marked_with_who_had_it(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.now = datetime(2026, 11, 27, 2, tzinfo=UTC)
    company.says("Tú", "/update 2411 gia công 60%")
    lines = company.says("Lan", "/history 2411").answer.split("\n")
    gaps = [line for line in lines if line.startswith("⏳")]
    assert gaps
    assert all("T2 23/11" in gap and "T6 27/11" in gap and "Vận hành – Sản xuất" in gap for gap in gaps)
    assert all("Tú" not in gap for gap in gaps), "a group names departments, never a person as late"


def test_a_working_day_of_silence_is_no_gap(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.now = datetime(2026, 11, 25, 9, tzinfo=UTC)  # Wednesday 16:00; Tuesday is a holiday
    company.says("Tú", "/update 2411 gia công 60%")
    assert "⏳" not in company.says("Lan", "/history 2411").answer


def test_silence_up_to_now_counts_until_the_order_is_closed(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.now = datetime(2026, 11, 30, 2, tzinfo=UTC)
    assert "⏳" in company.says("Lan", "/history 2411").answer
    company.taps("Điệp", company.says("Điệp", "/cancel 2411 khách bỏ"), "Huỷ đơn")
    company.now = datetime(2026, 12, 31, 2, tzinfo=UTC)
    last = company.says("Lan", "/history 2411").answer.split("\n")[-1]
    assert "⏳" not in last


def test_a_long_story_goes_as_a_file_with_the_summary_in_the_message(company: Company) -> None:
    company.in_fabrication("KT-2411")
    for percent in range(1, 40):
        company.passes(minutes=20)
        company.says("Tú", f"/update 2411 gia công {percent}%")
    [say] = company.says("Lan", "/history 2411").says
    assert say.document is not None
    assert say.document.name == "KT-2411.txt"
    assert len(say.document.lines) > len(say.lines)
    assert "Gia công (Vận hành – Sản xuất)" in company.says("Lan", "/history 2411").answer


def test_changes_are_told_with_money_only_where_it_may_be_seen(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Hùng", "/change 2411 số tiền 13tr; tên Biển to")
    assert "13.000.000" in company.says("Lan", "/history 2411", group="sales").answer
    told = company.says("Tú", "/history 2411", group="production").answer
    assert "Biển to" in told
    assert "13.000.000" not in told


def test_the_story_comes_by_button_too(company: Company) -> None:
    company.in_fabrication("KT-2411")
    heard = company.forges("Lan", f"hy:{company.order('KT-2411').id}")
    assert "KT-2411 · Khánh Thy" in heard.answer


def test_an_ended_order_still_has_its_story(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.taps("Điệp", company.says("Điệp", "/cancel 2411 khách bỏ"), "Huỷ đơn")
    assert "khách bỏ" in company.says("Lan", "/history 2411").answer


def test_short_texts_tell_where_it_is_and_nothing_that_is_nobodys_business(company: Company) -> None:
    company.says("Lan", "/new KT-2411; Khánh Thy; Biển alu; 25/12; 12tr500")
    company.says("Lan", "/update 2411 nhận đơn xong")
    company.says("Minh", "/update 2411 thiết kế kẹt, khách chưa chốt màu")
    keys = company.forges("Lan", f"tx:{company.order('KT-2411').id}").keys()
    boss, customer = keys["Gửi sếp"], keys["Gửi khách"]
    for short in (boss, customer):
        assert len(short) <= 256
        assert "KT-2411" in short
        assert "T6 25/12" in short
        assert not any(name in short for name in ("Minh", "Lan", "12.500.000"))
    assert "Thiết kế" in boss
    assert "Chờ khách" in boss
    assert "Chờ khách" not in customer
    assert "Kinh doanh" not in customer


def test_a_short_text_of_a_huge_order_stays_within_the_limit(company: Company) -> None:
    company.says("Lan", f"/new KT-2411; {'Khánh Thy ' * 30}; Biển alu; 25/12")
    keys = company.forges("Lan", f"tx:{company.order('KT-2411').id}").keys()
    assert all(len(short.encode("utf-16-le")) <= 512 for short in keys.values())


def test_evidence_is_counted_by_kind(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/update 2411 gia công 60%", attachments=(FILE, FILE))
    assert "2 tệp" in company.says("Lan", "/history 2411").answer
