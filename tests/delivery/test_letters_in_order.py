from sqlalchemy import Connection

from handlers.reply import Button, Lane, Say, text
from storage.people import people_rows
from tests.support.posting import delivering, process, words


async def test_an_answer_just_committed_is_sent_without_waiting_for_the_next_look(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        letters = await rig.stored(Say(lines=(words("Đã ghi"),), to_user=mai.id), hurried=True)
        await rig.hurry(letters)
        await rig.in_flight()
        assert rig.texts(mai.private) == ["Đã ghi"]
        assert await rig.waiting() == 0


async def test_an_answer_goes_as_was_seen_when_it_was_stored_and_nobody_looks_again(database_url: str):
    def turn_to_english(conn: Connection, user: int) -> None:
        person = people_rows.by_user(conn, user)
        assert person is not None
        people_rows.set_language(conn, person.id, "en")

    async with delivering(database_url) as rig:
        mai = await rig.person("Mai", language="vi")
        letters = await rig.stored(Say(lines=(text("delivery.repeated"),), to_user=mai.id), hurried=True)
        born = await rig.addressed(letters)
        await rig.write(turn_to_english, mai.id)
        await rig.post.hurry(born)
        await rig.in_flight()
        assert rig.texts(mai.private) == ["(gửi lại)"]


async def test_an_answer_keeps_its_own_words_though_one_made_with_it_has_to_wait(database_url: str):
    async with delivering(database_url) as rig:
        mai, tu = await rig.person("Mai"), await rig.person("Tú")
        await rig.stored(Say(lines=(words("trước"),), to_user=mai.id))
        says = [Say(lines=(words(f"cho {who.name}"),), to_user=who.id) for who in (mai, tu)]
        letters = await rig.stored(*says, hurried=True)

        [born] = await rig.addressed(letters, *says)
        assert (born.letter.chat, born.say) == (tu.id, says[1])

        await rig.post.hurry([born])
        await rig.in_flight()
        assert rig.texts(tu.private) == ["cho Tú"]
        await rig.deliver()
        assert rig.texts(mai.private) == ["trước", "cho Mai"]


async def test_letters_of_one_chat_arrive_in_the_order_they_were_committed(database_url: str):
    async with delivering(database_url) as rig:
        mai, tu = await rig.person("Mai"), await rig.person("Tú")
        says = [Say(lines=(words(str(number)),), to_user=who.id) for number in range(8) for who in (mai, tu)]
        await rig.say(*says)
        assert rig.texts(mai.private) == rig.texts(tu.private) == [str(number) for number in range(8)]


async def test_an_answer_does_not_wait_behind_a_report_of_the_same_chat(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        hang = rig.server.faults.plan("hang", method="sendMessage", seconds=5)
        await rig.stored(Say(lines=(words("báo cáo"),), to_user=mai.id, lane=Lane.REPORTS))
        await rig.post._round()
        await rig.world.wait_for(lambda: rig.server.journal.of("sendMessage"))
        letters = await rig.stored(Say(lines=(words("trả lời"),), to_user=mai.id), hurried=True)
        await rig.hurry(letters)
        await rig.world.wait_for_message(mai.private, "trả lời")
        hang.release()
        await rig.deliver()
        assert rig.texts(mai.private) == ["trả lời", "báo cáo"]


async def test_what_waits_is_sent_by_urgency_between_lanes(database_url: str):
    """Lesson 12: an answer goes before a reminder, and that before a chart."""
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        lanes = (Lane.REPORTS, Lane.CARDS, Lane.REMINDERS, Lane.ANSWERS)
        await rig.stored(*(Say(lines=(words(lane),), to_user=mai.id, lane=lane) for lane in lanes))
        claimed, *_ = await rig.post._take()
        assert [one.letter.lane for one in claimed] == ["answers", "reminders", "cards", "reports"]


async def test_a_letter_committed_behind_one_that_waits_does_not_overtake_it(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        rig.server.faults.plan("500", method="sendMessage")
        await rig.say(Say(lines=(words("một"),), to_user=mai.id))
        assert rig.texts(mai.private) == []
        await rig.say(Say(lines=(words("hai"),), to_user=mai.id))
        assert rig.texts(mai.private) == []
        rig.skip(1)
        await rig.deliver()
        assert rig.texts(mai.private) == ["một", "hai"]


async def test_a_letter_leased_while_another_of_its_lane_is_in_flight_waits_for_it(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        hang = rig.server.faults.plan("hang", method="sendMessage", seconds=1)
        await rig.hurry(await rig.stored(Say(lines=(words("một"),), to_user=mai.id), hurried=True))
        second = await rig.stored(Say(lines=(words("hai"),), to_user=mai.id), hurried=True)
        assert second[0].leased
        await rig.hurry(second)
        hang.release()
        await rig.deliver()
        assert rig.texts(mai.private) == ["một", "hai"]


async def test_a_letter_leased_before_the_one_ahead_was_put_back_does_not_overtake_it(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        says = [Say(lines=(words(said),), to_user=mai.id) for said in ("một", "hai")]
        first, second = await rig.stored(*says, hurried=True)
        assert second.leased
        rig.server.faults.plan("500", method="sendMessage")
        await rig.hurry([first])
        await rig.in_flight()
        rig.skip(1)
        await rig.hurry([second])
        await rig.in_flight()
        assert rig.texts(mai.private) == []
        await rig.deliver()
        assert rig.texts(mai.private) == ["một", "hai"]


async def test_twenty_letters_are_sent_once_each_by_two_processes(database_url: str):
    async with delivering(database_url) as one, process(database_url, one.server, owner="two") as two:
        people = [await one.person(f"Thợ {number}") for number in range(20)]
        await one.stored(*(Say(lines=(words(person.name),), to_user=person.id) for person in people))
        while await one.waiting():
            for rig in (one, two):
                await rig.post._round()
            await one.in_flight()
            await two.in_flight()
        assert all(one.texts(person.private) == [person.name] for person in people)


async def test_everything_a_letter_can_carry_arrives(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        group = await rig.group("Xưởng", [mai], "production")
        asked = await mai.say(group, "/order 2411")
        button = Button(label=words("Đã nhận"), data="receive:1", style="success")
        await rig.say(
            Say(
                lines=(words("Đơn <2411>"),),
                chat=group.id,
                reply_to=asked.id,
                buttons=((button,),),
                silent=True,
                note_for="notice:1",
            )
        )
        [shown] = rig.world.from_bot(group)
        assert (shown.text, shown.buttons, shown.silent) == ("Đơn <2411>", [["Đã nhận"]], True)
        assert shown.reply_to.id == asked.id
        await rig.say(Say(lines=(words("Chọn"),), to_user=mai.id, keyboard="private"))
        assert rig.world.from_bot(mai.private)[-1].reply_keyboard
