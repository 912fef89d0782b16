"""``python -m sandbox``: the server as a process of its own, until it is told to stop."""

import argparse
import asyncio
import signal
import sys

from sandbox.server import TOKEN, TelegramServer


async def serve(options: argparse.Namespace) -> None:
    server = TelegramServer(
        options.token, username=options.username, limits=options.limits, reads_all=options.reads_all
    )
    await server.start(options.port, options.host)
    sys.stdout.write(f"BOT_API_URL={server.url} BOT_TOKEN={server.token}\n")
    sys.stdout.flush()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
    await server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--token", default=TOKEN, help="the only one that is accepted")
    parser.add_argument("--username", default="dieuphoi_bot")
    parser.add_argument("--limits", action="store_true", help="enforce Telegram's flood control")
    parser.add_argument("--reads-all", action="store_true", help="privacy mode off")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
