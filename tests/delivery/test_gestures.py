from handlers.reply import Button, Say, text
from tests.support.posting import delivering, words


async def test_a_tap_is_answered_in_the_language_of_who_tapped(database_url: str):
    async with delivering(database_url) as rig:
        mai, ann = await rig.person("Mai"), await rig.person("Ann", language="en")
        group = await rig.group("Xưởng", [mai, ann])
        await rig.say(
            Say(lines=(words("Thẻ"),), chat=group.id, buttons=((Button(label=words("Xong"), data="x"),),))
        )
        [card] = rig.world.from_bot(group)
        taps = [await who.tap(card, "Xong") for who in (mai, ann)]
        for who, tap in zip((mai, ann), taps, strict=True):
            rig.delivery.gestures.answer_tap(tap.id, text("refusal.nothing_changed"), user=who.id, alert=True)
        for tap in taps:
            await tap.answer(5)
        assert taps[0].text.startswith("Không có gì để đổi")
        assert taps[1].text.startswith("Nothing to change")
        assert taps[0].alert


async def test_a_tap_without_words_lets_the_button_rest(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        await rig.say(
            Say(lines=(words("Thẻ"),), to_user=mai.id, buttons=((Button(label=words("Xong"), data="x"),),))
        )
        tap = await mai.tap(rig.world.from_bot(mai.private)[-1], "Xong")
        rig.delivery.gestures.answer_tap(tap.id, user=mai.id)
        await tap.answer(5)
        assert not tap.text


async def test_a_reaction_is_set_and_one_that_fails_troubles_nobody(sqlite_url: str):
    async with delivering(sqlite_url) as rig:
        mai = await rig.person("Mai")
        group = await rig.group("Xưởng", [mai])
        photo = await mai.photo(group, "2411 in xong")
        rig.delivery.gestures.react(group.id, photo.id, "👍")
        rig.delivery.gestures.react(group.id, 999, "👍")
        rig.delivery.gestures.answer_tap("0", text("refusal.nothing_changed"), user=mai.id)
        await rig.in_flight()
        reacted, missing, late = rig.server.journal.of("setMessageReaction", "answerCallbackQuery")
        assert (reacted.status, missing.status, late.status) == (200, 400, 400)
        assert rig.ended == []
