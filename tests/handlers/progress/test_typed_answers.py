"""What the buttons of a stage ask may be typed as well: how far it is, and when it will be done."""

import pytest

from orders.order import StageRecord
from tests.support.company import Company, Heard


def stage(company: Company) -> StageRecord:
    return company.order("KT-2411").stage("fabrication")


def asked(company: Company, label: str, group: str | None = None) -> Heard:
    """The button of a stage's receipt."""
    company.in_fabrication("KT-2411")
    receipt = company.says("Tú", "/update 2411 gia công 20%", group=group)
    return company.taps("Tú", receipt, label, group=group)


@pytest.mark.parametrize("words", ["70", "70%", "70 %", "được 70%", "完成70%", "70% done"])
def test_how_far_may_be_typed(company: Company, words: str) -> None:
    assert "được bao nhiêu rồi" in asked(company, "%").answer
    assert "70%" in company.says("Tú", words).answer
    assert stage(company).percent == 70


@pytest.mark.parametrize("words", ["chiều mai", "明天下午", "tomorrow afternoon"])
def test_when_may_be_typed(company: Company, words: str) -> None:
    assert "hẹn xong khi nào" in asked(company, "Hẹn xong").answer
    assert "hẹn xong" in company.says("Tú", words).answer
    estimate = stage(company).estimate
    assert estimate is not None
    assert f"{estimate.astimezone(company.centre.zone):%d/%m %p}" == "24/11 PM"


def test_a_reply_to_the_question_in_a_group_is_its_answer(company: Company) -> None:
    question = asked(company, "%", "production")
    assert question.says[0].only_for == company.sender("Tú").id
    [number] = company.delivers(question)
    company.says("王伟", "80", group="production", reply_to=number)  # nobody asked him
    assert stage(company).percent == 20
    company.says("Tú", "70", group="production", reply_to=number)
    assert stage(company).percent == 70


def test_after_the_button_words_answer_nothing_any_more(company: Company) -> None:
    company.taps("Tú", asked(company, "%"), "50%")
    assert stage(company).percent == 50
    company.says("Tú", "70")
    assert stage(company).percent == 50


def test_thanks_and_talk_are_no_answer_and_the_question_stays(company: Company) -> None:
    asked(company, "%")
    for words in ("cảm ơn em", "đói quá", "谢谢"):
        assert "Chưa rõ Gia công đến đâu rồi" in company.says("Tú", words).answer
    company.says("Tú", "70")
    assert stage(company).percent == 70
    assert stage(company).hold is None


@pytest.mark.parametrize(("nothing", "words"), [("nhé", "60%"), ("啊", "明天下午"), ("thanks", "done"), ("nha em", "kẹt thiếu mica")])  # fmt: skip
def test_what_says_nothing_of_a_stage_asks_and_the_next_word_is_the_answer(
    company: Company, nothing: str, words: str
) -> None:
    company.in_fabrication("KT-2411")
    heard = company.says("Tú", f"2411 gia công {nothing}")
    assert "Chưa rõ Gia công đến đâu rồi" in heard.answer
    assert "Xong" in heard.labels
    assert stage(company).reported_at is None
    company.says("Tú", words)
    assert stage(company).reported_at is not None or stage(company).hold is not None


def test_a_bare_number_of_what_is_counted_is_not_taken_for_a_percentage(company: Company) -> None:
    company.in_fabrication("KT-2411")
    receipt = company.says("Tú", "/update 2411 gia công 35/60 m")
    company.taps("Tú", receipt, "%")
    assert "60% · 120/200" in company.says("Tú", "50").answer
    assert stage(company).percent is None
    assert "50/60 m" in company.says("Tú", "50/60").answer
