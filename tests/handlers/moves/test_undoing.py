"""/undo: one's own last move, while nothing builds on it; notices are edited where they stand."""

from handlers.reply import Lane
from orders.order import StageState
from storage.post import outbox
from tests.support.company import Company


def test_without_an_order_the_last_move_is_shown_and_taken_back_by_button(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/update 2411 gia công xong")
    heard = company.says("Tú", "/undo")
    assert "KT-2411" in heard.answer
    assert "Gia công" in heard.answer
    assert company.order("KT-2411").stage("fabrication").state is StageState.DONE
    company.taps("Tú", heard, "Hoàn tác")
    order = company.order("KT-2411")
    assert order.stage("fabrication").state is StageState.ACTIVE
    assert order.stage("assembly").state is StageState.WAITING


def test_with_an_order_it_is_taken_back_at_once_and_says_what(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/update 2411 gia công xong")
    heard = company.says("Tú", "/hoantac 2411")
    assert company.order("KT-2411").stage("fabrication").state is StageState.ACTIVE
    assert "Gia công" in heard.answer
    assert "xong" in heard.answer


def test_what_was_recorded_before_is_there_again(company: Company) -> None:
    company.in_fabrication("KT-2411")
    company.says("Tú", "/update 2411 gia công 40%")
    company.says("Tú", "/update 2411 gia công 90%")
    company.says("Tú", "/chexiao 2411")
    assert company.order("KT-2411").stage("fabrication").percent == 40


def test_somebody_elses_move_is_not_taken_back(company: Company) -> None:
    company.in_fabrication("KT-2411")
    first = company.says("Tú", "/update 2411 gia công xong")
    heard = company.taps("王伟", first, "Hoàn tác")
    assert company.order("KT-2411").stage("fabrication").state is StageState.DONE
    assert "Tú" in heard.answer


def test_the_head_takes_back_anybodys(company: Company) -> None:
    company.in_fabrication("KT-2411")
    first = company.says("Tú", "/update 2411 gia công xong")
    company.taps("Bảo", first, "Hoàn tác")
    assert company.order("KT-2411").stage("fabrication").state is StageState.ACTIVE


def test_a_move_others_built_on_is_not_taken_back_but_the_way_out_is_named(company: Company) -> None:
    company.in_fabrication("KT-2411")
    first = company.says("Tú", "/update 2411 gia công xong")
    company.says("Tú", "/update 2411 lắp ráp 30%")
    heard = company.taps("Tú", first, "Hoàn tác")
    assert company.order("KT-2411").stage("fabrication").state is StageState.DONE
    assert "/" in heard.answer


def test_twice_is_told_once(company: Company) -> None:
    company.in_fabrication("KT-2411")
    first = company.says("Tú", "/update 2411 gia công xong")
    company.taps("Tú", first, "Hoàn tác")
    heard = company.taps("Tú", first, "Hoàn tác")
    assert "Tú" in heard.answer
    assert company.order("KT-2411").stage("fabrication").state is StageState.ACTIVE


def test_nothing_done_is_nothing_to_undo(company: Company) -> None:
    assert company.says("Thu", "/undo").answer


def test_a_notice_that_was_sent_is_edited_to_taken_back(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển")
    done = company.says("Lan", "/update KT-1 nhận đơn xong")
    numbers = dict(zip([say.chat for say in done.says], company.delivers(done), strict=True))
    heard = company.says("Lan", "/undo KT-1")
    [edit] = [say for say in heard.says if say.edits is not None]
    assert (edit.chat, edit.edits) == (company.groups["design"], numbers[company.groups["design"]])
    assert edit.buttons == ()
    assert edit.lane is Lane.REMINDERS
    assert "KT-1" in heard.read(edit)


def test_a_notice_that_is_just_being_sent_is_followed_by_the_news(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    heard = company.says("Lan", "/undo KT-1")
    [news] = [say for say in heard.says if say.chat == company.groups["design"]]
    assert news.edits is None
    assert "KT-1" in heard.read(news)


def test_a_notice_that_still_waits_is_never_sent(company: Company) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển")
    done = company.says("Lan", "/update KT-1 nhận đơn xong")
    letters = done.handled.letters
    company.store.write(lambda conn: outbox.release(conn, letters)).result()
    heard = company.says("Lan", "/undo KT-1")
    assert [say for say in heard.says if say.chat == company.groups["design"]] == []


def test_the_last_move_on_a_whole_order_names_no_stage(company: Company) -> None:
    company.says("Lan", "/new KT-7; Khánh Thy; Biển alu")
    assert "KT-7 · Khánh Thy, mở đơn, 09:00" in company.says("Lan", "/undo").answer
