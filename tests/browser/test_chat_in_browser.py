"""The web chat in a real browser, with a bot that follows the test's script."""

from datetime import datetime
from pathlib import Path
from typing import Any

from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By

from tests.browser.conftest import Stage
from tests.sandbox.bot_client import BotClient, buttons, picture
from tests.support.chat_page import ChatPage
from tests.support.chromium import PHONE, complaints, resize


async def order_desk(bot: BotClient, update: dict[str, Any]) -> None:
    """Asks which stage a report is about, and tells the group once it knows."""
    if "callback_query" in update:
        tap = update["callback_query"]
        where = {"chat_id": tap["message"]["chat"]["id"], "message_id": tap["message"]["message_id"]}
        await bot.do("editMessageText", **where, text=f"KT-1 đã xong: {tap['data']}")
        await bot.do(
            "answerCallbackQuery", callback_query_id=tap["id"], text="Đã ghi", show_alert=tap["data"] == "In"
        )
    elif update.get("message", {}).get("text", "").startswith("/update"):
        rows = buttons([("In", "In"), ("Gia công", "Gia công")])
        await bot.do(
            "sendMessage", chat_id=update["message"]["chat"]["id"], text="Công đoạn nào?", reply_markup=rows
        )


def test_a_report_by_two_taps_reaches_another_persons_window_by_itself(
    page: ChatPage, browser: Chrome, stage: Stage
):
    mai, tu = (
        stage.world.user("Mai", note="Sản xuất · thợ in"),
        stage.world.user("Tú", note="Sản xuất · trưởng"),
    )
    group = stage.world.group("Xưởng", [mai, tu], bot="administrator")
    stage.let_bot(order_desk)
    page.open(f"/as/{mai.id}/{group.id}")
    mais, browser_of_tu = browser.current_window_handle, "window"
    page.say("/update KT-1")
    page.tap("Gia công")
    assert page.toast() == "Đã ghi"
    assert "đã sửa" in page.bubble("KT-1 đã xong: Gia công").text
    page.until(lambda: page.unread("Xưởng") == 0)
    browser.switch_to.new_window(browser_of_tu)
    page.open(f"/as/{tu.id}")
    assert page.unread("Xưởng") == 2
    page.enter("Xưởng")
    page.bubble("KT-1 đã xong: Gia công")
    page.say("/update KT-1")
    page.tap("In")
    page.until(lambda: page.one("#alert").text.startswith("Đã ghi"))
    page.click("#alert button")
    browser.switch_to.window(mais)
    page.bubble("KT-1 đã xong: In")
    assert complaints(browser) == []


def test_replies_edits_keys_and_files_are_sent_from_the_composer(
    page: ChatPage, browser: Chrome, stage: Stage, tmp_path: Path
):
    (tmp_path / "ảnh.png").write_bytes(picture())
    mai = stage.world.user("Mai")
    page.open("/")
    page.click("[data-start]")
    page.bubble("/start")
    stage.bot_says(mai.id, "Xong chưa?", reply_markup={"keyboard": [[{"text": "Việc của tôi"}]]})
    ActionChains(browser).double_click(
        page.bubble("Xong chưa?").find_element(By.CSS_SELECTOR, ".text")
    ).perform()
    page.say("còn in")
    assert page.bubble("còn in").find_elements(By.CSS_SELECTOR, ".quote")
    page.press("Việc của tôi")
    mine = page.bubble("Việc của tôi")
    mine.find_element(By.CSS_SELECTOR, ".text").click()
    page.click('.menu [data-menu="edit"]')
    page.one("#text").clear()
    page.say("việc hôm nay")
    assert "đã sửa" in page.bubble("việc hôm nay").text
    page.all("#files")[0].send_keys(str(tmp_path / "ảnh.png"))
    page.say("đã in")
    page.bubble("đã in").find_element(By.CSS_SELECTOR, "[data-photo]").click()
    assert page.one("#picture img").size["width"] > 300
    said = stage.world.messages(mai.private)
    assert [m.text for m in said if m.author is mai] == ["/start", "còn in", "việc hôm nay", "đã in"]
    assert complaints(browser) == []


def test_what_the_bot_says_while_the_clock_moves_is_listed_and_leads_there(
    page: ChatPage, browser: Chrome, stage: Stage
):
    mai = stage.world.user("Mai")
    group = stage.world.group("Xưởng", [mai], forum=True, bot="administrator")
    topic = stage.world.topics.create(group, "In")

    async def nudge(_to: datetime) -> None:
        await stage.bot.do(
            "sendMessage", chat_id=group.id, message_thread_id=topic.id, text="KT-1 im lặng <b>"
        )

    stage.server.on_clock(nudge)
    page.open("/")
    page.click("#clock-chip")
    page.move_clock("hour")
    assert page.until(page.news) == ["KT-1 im lặng <b>"]
    assert page.unread("In") == 1
    page.click("[data-news]")
    page.live()
    page.bubble("KT-1 im lặng <b>")
    page.until(lambda: page.unread("In") == 0)
    assert complaints(browser) == []


def test_reading_back_is_not_disturbed_by_new_messages(page: ChatPage, browser: Chrome, stage: Stage):
    mai = stage.world.user("Mai")
    group = stage.world.group("Xưởng", [mai], bot="administrator")
    for number in range(230):
        stage.do(mai.say(group, f"tin số {number}"))
    page.open(f"/as/{mai.id}/{group.id}")
    place = "return document.getElementById('flow').scrollTop"
    assert browser.execute_script(place) > 1000
    browser.execute_script("document.getElementById('flow').scrollTop = 300")
    stage.bot_says(group.id, "tin mới")
    page.until(lambda: page.all("#to-end.new"))
    assert browser.execute_script(place) == 300
    before = len(page.all("[data-bubble]"))
    browser.execute_script("document.getElementById('flow').scrollTop = 0")
    page.click("[data-older]")
    page.until(lambda: len(page.all("[data-bubble]")) > before)
    assert page.all("#bubbles > :first-child")[0].text.startswith("Hôm nay")
    page.click("#to-end")
    assert page.bubble("tin mới").is_displayed()


def test_a_pinned_message_is_found_however_old_it_is(page: ChatPage, browser: Chrome, stage: Stage):
    mai = stage.world.user("Mai")
    group = stage.world.group("Xưởng", [mai], bot="administrator")
    tray = stage.bot_says(group.id, "Khay việc")
    for number in range(230):
        stage.do(mai.say(group, f"tin số {number}"))
    stage.do(stage.bot.do("pinChatMessage", chat_id=group.id, message_id=tray["message_id"]))
    page.open(f"/as/{mai.id}/{group.id}")
    assert not page.all(f"#m{tray['message_id']}")
    page.click(".pins")
    page.until(lambda: page.all(f"#m{tray['message_id']}.marked"))
    assert complaints(browser) == []


def test_a_phone_shows_the_list_or_the_chat_and_nothing_sticks_out(
    page: ChatPage, browser: Chrome, stage: Stage
):
    resize(browser, PHONE, dark=True)
    mai = stage.world.user("Nguyễn Thị Mai", note="Điều phối · điều phối viên")
    group = stage.world.group("Xưởng in ấn và gia công quảng cáo Khánh Thy", [mai], bot="administrator")
    stage.bot_says(
        group.id,
        "KT-1 " * 60,
        reply_markup=buttons([("Xong", "a"), ("Chiều nay", "b"), ("Mai", "c"), ("Kẹt", "d")]),
    )
    page.open(f"/as/{mai.id}")
    assert not page.all("main.chat")[0].is_displayed()
    assert page.unread(group.title) == 1
    page.click(f'[data-title="{group.title}"]')
    page.live()
    assert not page.all("nav.rooms")[0].is_displayed()
    wide = "return document.documentElement.scrollWidth + ' ' + document.getElementById('flow').scrollWidth"
    assert browser.execute_script(wide) == "360 360"
    for button in [*page.all("[data-button]"), page.one("#send"), page.one(".back")]:
        assert min(button.size["height"], button.size["width"]) >= 40
    composer = page.one("#composer").rect
    assert composer["y"] + composer["height"] <= PHONE[1]
    page.click(".heading [href='#people']")
    assert page.one('[data-name="Nguyễn Thị Mai"]').is_displayed()
    page.click("#people .sheet-head a")
    page.click(".back")
    page.one("nav.rooms")
    assert complaints(browser) == []
