"""Whom of the company somebody means by a name: the whole of it, its last word, or an @username."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from handlers.reading.fold import folded, is_chinese
from handlers.reading.names import Found, Match, Named, exact_at, match_at, name_index
from orders.refusals.people import PersonUnknown
from storage.people import people_rows
from storage.people.people_rows import PersonRow

_TITLE = re.compile(r"\s*(?:(?:anh|chị|chi|em|cô|chú|bác|ông|bà|mr|mrs|ms)\.?\s+|@)", re.IGNORECASE)
_NEAR = 3  # names a refusal suggests
_TEXT = 40  # characters of what was typed that a refusal repeats


@dataclass(frozen=True, kw_only=True, slots=True)
class Meant:
    """Several where a name is borne by several. ``rest``: what was written behind the name."""

    people: tuple[PersonRow, ...]
    rest: str = ""


def person_meant(conn: Connection, company: str, words: str, *, near_to: Collection[str] = ()) -> Meant:
    """Whoever the words begin with; of several of one name those of the departments ``near_to``.

    Raises PersonUnknown, with whoever comes near.
    """
    members = people_rows.members(conn, company)
    bare, match = _matched(members, words, exactly=False)
    if match.found in {Found.NONE, Found.NEAR}:
        near = tuple(one.name for one in members if str(one.id) in match.hits)
        raise PersonUnknown(text=words.strip()[:_TEXT], near=near[:_NEAR])
    return Meant(people=_narrowed(members, match, near_to), rest=bare[match.span[1] :].strip())


def named_at_once(
    conn: Connection, company: str, words: str, *, near_to: Collection[str] = ()
) -> Meant | None:
    """The same where somebody is named in full; None where these words name nobody."""
    members = people_rows.members(conn, company)
    bare, match = _matched(members, words, exactly=True)
    if match.found is Found.NONE:
        return None
    return Meant(people=_narrowed(members, match, near_to), rest=bare[match.span[1] :].strip())


def goes_on(rest: str) -> bool:
    """Whether what was written behind a name may be more of it: whoever gives rights should be asked."""
    return rest[:1].isupper() or is_chinese(rest[:1])


def _matched(members: Collection[PersonRow], words: str, *, exactly: bool) -> tuple[str, Match]:
    title = _TITLE.match(words)
    bare = words[title.end() :] if title else words.strip()
    index = name_index(tuple(Named(id=str(one.id), names=_names(one)) for one in members))
    line = folded(bare)
    if not line.words:
        return bare, Match(found=Found.NONE)
    in_full = exact_at(line, 0, index)
    if exactly or in_full is not None:
        return bare, in_full or Match(found=Found.NONE)
    match = match_at(line, 0, index)
    return bare, replace(match, found=Found.NEAR) if _is_longer(bare, match) else match


def _is_longer(bare: str, match: Match) -> bool:
    """王海 is not 王志: a Chinese name is written in one, so one of which only the beginning is known is somebody else's."""
    end = match.span[1]
    return is_chinese(bare[end - 1 : end]) and is_chinese(bare[end : end + 1])


def _names(person: PersonRow) -> tuple[str, ...]:
    """Nguyễn Văn Tú is called Nguyễn Văn Tú, Văn Tú and Tú."""
    words = person.name.split()
    ends = tuple(" ".join(words[start:]) for start in range(len(words)))
    return (*ends, person.username) if person.username else ends


def _narrowed(
    members: Collection[PersonRow], match: Match, near_to: Collection[str]
) -> tuple[PersonRow, ...]:
    hits = tuple(one for one in members if str(one.id) in match.hits)
    near = tuple(one for one in hits if any(own.department in near_to for own in one.memberships))
    return near if len(near) == 1 else hits
