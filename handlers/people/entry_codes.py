"""The secrets that open the door: invitation tokens and the first admin's set-up code. Only hashes of them are kept."""

import base64
import hashlib
import hmac
import re
import secrets

from sqlalchemy import Connection

from storage import settings_rows

SETUP_CODE = "setup_code"  # where the store keeps the hash
_LINK = re.compile(r"(?:https?://)?t\.me/\w+\?start=([\w-]+)/?", re.ASCII)
_CODE = re.compile(r"[\w-]{8,64}", re.ASCII)


def new_token() -> str:
    """128 random bits, fit for a link."""
    return secrets.token_urlsafe(16)


def new_setup_code() -> str:
    """80 random bits, fit to be read off a screen and typed on a phone: no letter looks like a figure."""
    letters = base64.b32encode(secrets.token_bytes(10)).decode()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def hashed_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def hashed_setup_code(code: str) -> str:
    """Small letters, spaces and dashes make no difference."""
    return hashed_token(re.sub(r"[\s-]", "", code).upper())


def take_setup_code(conn: Connection, typed: str) -> bool:
    """Whether it is the set-up code; of several who give it, one is believed, and it opens nothing again."""
    kept = settings_rows.get(conn, SETUP_CODE)
    if not isinstance(kept, str) or not hmac.compare_digest(kept, hashed_setup_code(typed)):
        return False
    return settings_rows.take(conn, SETUP_CODE, kept)


def code_in(words: str) -> str:
    """What may be a token or code in what somebody sent: a pasted link's, or the only word there is."""
    link = _LINK.fullmatch(words.strip())
    if link:
        return link[1]
    word = "-".join(words.split())
    return word if _CODE.fullmatch(word) else ""
