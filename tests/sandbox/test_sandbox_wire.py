"""The wire protocol: bodies of four kinds, addresses, and the exact shape of answers."""

import json

import aiohttp

from tests.sandbox.bot_client import telegram


async def test_all_four_ways_of_passing_parameters_say_the_same():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        params = {"chat_id": str(mai.id), "text": "chào & <em>", "disable_notification": "true"}
        await bot.session.get(bot.address("sendMessage"), params=params)
        await bot.session.post(bot.address("sendMessage"), data=params)
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in params.items():
            form.add_field(name, value)
        await bot.session.post(bot.address("sendMessage"), data=form)
        await bot.call("sendMessage", chat_id=mai.id, text="chào & <em>", disable_notification=True)

        said = server.world.from_bot(mai.private)
        assert [(m.text, m.silent) for m in said] == [("chào & <em>", True)] * 4
        assert [call.params for call in server.calls] == [server.calls[0].params] * 4
        assert server.violations == []


async def test_method_names_know_no_case():
    async with telegram() as (server, bot):
        assert (await bot.do("GETME"))["username"] == "dieuphoi_bot"
        assert server.calls[0].method == "getMe"


async def test_get_me_tells_that_it_is_a_bot_and_hears_only_what_is_meant_for_it():
    async with telegram() as (_, bot):
        me = await bot.do("getMe")
        assert (me["is_bot"], me["can_read_all_group_messages"]) == (True, False)


async def test_a_wrong_token_is_unauthorized_and_a_malformed_one_leads_nowhere():
    async with telegram() as (server, bot):
        for token, status, words in (("1:abc", 401, "Unauthorized"), ("abc", 404, "Not Found")):
            async with bot.session.get(f"{server.url}/bot{token}/getMe") as response:
                assert response.status == status
                assert await response.json() == {"ok": False, "error_code": status, "description": words}


async def test_an_unknown_method_is_not_found():
    async with telegram() as (_, bot):
        answer = await bot.call("sendMoney")
        assert (answer.status, answer.description) == (404, "Not Found: method not found")


async def test_an_error_has_telegrams_keys_in_telegrams_order():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        server.faults.plan("429", seconds=7)
        answer = await bot.call("sendMessage", chat_id=mai.id, text="chào")
        assert answer.raw == (
            '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7",'
            '"parameters":{"retry_after":7}}'
        )
        assert answer.status == 429
        assert answer.headers["Retry-After"] == "7"
        assert answer.headers["Content-Type"].startswith("application/json")


async def test_what_the_documentation_does_not_know_is_refused_and_noted():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        for params in (
            {"text": "x", "reply_to_message_id": 3},
            {"text": "x", "disable_notification": "maybe"},
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "colour": "red"}]]}},
        ):
            assert (await bot.call("sendMessage", chat_id=mai.id, **params)).status == 400
        assert await bot.refused("sendMessage", chat_id=mai.id) == "Bad Request: message text is empty"
        assert server.violations == [
            "sendMessage: reply_to_message_id: unknown parameter",
            "sendMessage: disable_notification: not Boolean",
            "sendMessage: reply_markup.inline_keyboard[0][0].colour: unknown in InlineKeyboardButton",
            "sendMessage: text: missing",
        ]
        assert server.world.from_bot(mai.private) == []


async def test_the_empty_object_that_one_library_sends_for_no_keyboard_is_taken():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        await bot.do("sendMessage", chat_id=mai.id, text="x", reply_markup={})
        assert server.violations == []


async def test_a_body_that_is_no_json_is_refused():
    async with telegram() as (_, bot):
        headers = {"Content-Type": "application/json"}
        async with bot.session.post(bot.address("getMe"), data=b"{", headers=headers) as response:
            assert response.status == 400
            assert "can't parse" in (await response.json())["description"]


async def test_a_method_of_the_bot_api_that_is_not_modelled_says_so():
    async with telegram() as (_, bot):
        answer = await bot.call("sendDice", chat_id=1)
        assert answer.status == 501


async def test_the_journal_tells_connections_apart_and_keeps_results():
    async with telegram() as (server, bot):
        await bot.do("getMe")
        await bot.do("getMe")
        async with aiohttp.ClientSession() as other:
            await other.get(bot.address("getMe"))
        first, second, third = server.journal.of("getMe")
        assert first.connection == second.connection != third.connection
        assert first.result["id"] == server.world.bot.id
        assert json.dumps(first.params) == "{}"
