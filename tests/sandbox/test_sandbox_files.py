"""Files up and down: uploads of both kinds, ids, downloads, albums, limits."""

import io
import json

import aiohttp

from tests.sandbox.bot_client import BotClient, picture, telegram


async def upload(bot: BotClient, method: str, files: dict[str, bytes], **params: object) -> dict:
    form = aiohttp.FormData()
    for name, value in params.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, data in files.items():
        form.add_field(name, io.BytesIO(data), filename=f"{name}.png")
    async with bot.session.post(bot.address(method), data=form) as response:
        return (await bot.read(method, response)).body


async def test_a_file_comes_straight_or_attached_and_is_downloaded_again():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        data = picture()
        straight = await upload(bot, "sendPhoto", {"photo": data}, chat_id=mai.id, caption="x")
        attached = await upload(bot, "sendPhoto", {"abc": data}, chat_id=mai.id, photo="attach://abc")
        for body in (straight, attached):
            best = body["result"]["photo"][-1]
            assert (best["width"], best["height"], best["file_size"]) == (640, 480, len(data))
            path = (await bot.do("getFile", file_id=best["file_id"]))["file_path"]
            assert path.startswith("photos/")
            async with bot.session.get(f"{server.url}/file/bot{server.token}/{path}") as response:
                assert await response.read() == data
        assert [m.data for m in server.world.from_bot(mai.private)] == [data, data]
        assert server.violations == []


async def test_the_small_size_of_a_photo_is_not_the_photo():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        await mai.photo(mai.private, data=picture(1000, 500))
        small, best = (await bot.updates())[-1]["message"]["photo"]
        assert (small["width"], small["height"], best["width"]) == (90, 45, 1000)
        path = (await bot.do("getFile", file_id=small["file_id"]))["file_path"]
        async with bot.session.get(f"{server.url}/file/bot{server.token}/{path}") as response:
            assert (await response.read()).startswith(b"preview of ")


async def test_a_file_is_sent_again_by_its_id_but_a_photo_stays_a_photo():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        await mai.document(mai.private, data=b"%PDF", name="bản vẽ.pdf")
        document = (await bot.updates())[-1]["message"]["document"]
        assert (document["file_name"], document["mime_type"]) == ("bản vẽ.pdf", "application/pdf")
        await bot.do("sendDocument", chat_id=mai.id, document=document["file_id"], caption="đây")
        assert server.world.from_bot(mai.private)[-1].data == b"%PDF"
        assert await bot.refused("sendPhoto", chat_id=mai.id, photo=document["file_id"]) == (
            "Bad Request: can't use file of type Document as Photo"
        )
        assert await bot.refused("sendPhoto", chat_id=mai.id, photo="nonsense") == (
            "Bad Request: wrong remote file identifier specified: can't unserialize it"
        )


async def test_a_picture_that_is_none_and_one_too_long_are_refused():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        no_picture = await upload(bot, "sendPhoto", {"photo": b"no picture"}, chat_id=mai.id)
        too_long = await upload(bot, "sendPhoto", {"photo": picture(2100, 100)}, chat_id=mai.id)
        assert no_picture["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
        assert too_long["description"] == "Bad Request: PHOTO_INVALID_DIMENSIONS"


async def test_captions_end_at_1024():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        body = await upload(bot, "sendPhoto", {"photo": picture()}, chat_id=mai.id, caption="x" * 1025)
        assert body["description"] == "Bad Request: message caption is too long"
        ok = await upload(bot, "sendPhoto", {"photo": picture()}, chat_id=mai.id, caption="x" * 1024)
        message_id = ok["result"]["message_id"]
        refused = await bot.refused(
            "editMessageCaption", chat_id=mai.id, message_id=message_id, caption="y" * 1025
        )
        assert refused == "Bad Request: MEDIA_CAPTION_TOO_LONG"


async def test_an_album_is_several_messages_with_one_number():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        media = [
            {"type": "photo", "media": "attach://a", "caption": "một"},
            {"type": "photo", "media": "attach://b"},
        ]
        body = await upload(
            bot, "sendMediaGroup", {"a": picture(), "b": picture()}, chat_id=mai.id, media=media
        )
        first, second = body["result"]
        assert first["media_group_id"] == second["media_group_id"]
        assert [m.text for m in server.world.from_bot(mai.private)] == ["một", ""]
        mixed = [media[0], {"type": "document", "media": "attach://b"}]
        refused = await upload(
            bot, "sendMediaGroup", {"a": picture(), "b": b"x"}, chat_id=mai.id, media=mixed
        )
        assert "can't be mixed" in refused["description"]
        assert server.violations == []


async def test_a_picture_in_a_message_is_exchanged_for_another():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        sent = await upload(bot, "sendPhoto", {"photo": picture()}, chat_id=mai.id, caption="QR")
        other = picture(100, 100)
        media = {"type": "photo", "media": "attach://n", "caption": "ĐÃ TRẢ"}
        message_id = sent["result"]["message_id"]
        await upload(
            bot, "editMessageMedia", {"n": other}, chat_id=mai.id, message_id=message_id, media=media
        )
        [message] = server.world.from_bot(mai.private)
        assert (message.text, message.data) == ("ĐÃ TRẢ", other)


async def test_a_file_over_the_download_limit_cannot_be_fetched():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        await mai.document(mai.private, data=bytes((20 << 20) + 1))
        file_id = (await bot.updates())[-1]["message"]["document"]["file_id"]
        assert await bot.refused("getFile", file_id=file_id) == "Bad Request: file is too big"


async def test_an_upload_over_the_limit_is_too_large():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        body = await upload(bot, "sendDocument", {"document": bytes((50 << 20) + 1)}, chat_id=mai.id)
        assert (body["error_code"], body["description"]) == (413, "Request Entity Too Large")


async def test_voice_location_and_contact_arrive_as_such():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai", phone="+84901234567")
        await mai.start()
        await mai.voice(mai.private, data=b"ogg", duration=4)
        await mai.location(mai.private, 21.03, 105.85)
        await mai.contact(mai.private)
        _, voice, place, card = [update["message"] for update in await bot.updates()]
        assert voice["voice"]["duration"] == 4
        assert place["location"] == {"latitude": 21.03, "longitude": 105.85}
        assert (card["contact"]["phone_number"], card["contact"]["user_id"]) == ("+84901234567", mai.id)
