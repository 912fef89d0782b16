"""An order's story on one picture: a lane for everybody who held it, what was late, held up and silent, for a phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.line_breaks import at_most_two, balanced, rows, width_of
from reports.sheet import INK, LEADING, MARGIN, PALE, PAPER, WIDTH, Paint, Sheet

TITLE, ABOUT, NAME, SMALL, FOOT = 56, 38, 36, 30, 30  # heights of letters in pixels
BAR, AIR, GAP = 44, 28, 40  # a bar, the room below it, the room between parts
SHY = 6  # how far lines reach beyond a bar
THINNEST = 6  # of a part: what took a minute in four months is still seen
SWATCH = 36
BETWEEN = 30  # of a name and what stands at its right
LANGUAGES = " · "  # stands between the two languages of a group; here each has a row of its own

HELD = Paint(colour="#8fb8d9", ink=INK)
DUE = Paint(colour="#b93a0e", ink="#ffffff", hatch="//", hatching="#e79a7b")
PROMISE = Paint(colour="#f0b48f", ink=INK, hatch="\\\\", hatching="#b93a0e")
STILL = Paint(colour="#26374a", ink="#ffffff")
SILENT = Paint(colour="#f5c542", ink=INK, hatch="..", hatching="#9a7200")
SILENT_BEHIND = Paint(colour="#fdf4d7", ink=INK)
OFF = Paint(colour="#eceff2", ink=INK)
LINE = Paint(colour="#c9d1d9", ink=INK)
FLAG, BARE = Paint(colour=INK, ink="#ffffff"), Paint(colour=PAPER, ink=INK)
PAINTS = {"": HELD, "due": DUE, "promise": PROMISE, "still": HELD, "silent": SILENT, "off": OFF}


@dataclass(frozen=True, kw_only=True, slots=True)
class Lane:
    """``parts``: from, until, what paints it (late "due" or "promise", "silent"), whether it stood still."""

    names: Sequence[str]
    sums: Sequence[str]
    parts: Sequence[tuple[int, int, str, bool]]

    @property
    def head(self) -> float:
        return max(len(self.names), len(self.sums)) * NAME * LEADING + SHY

    @property
    def height(self) -> float:
        return self.head + BAR + AIR


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    """``length``: minutes from the left edge to the right one."""

    length: int

    def x(self, minute: int) -> float:
        return MARGIN + (WIDTH - 2 * MARGIN) * minute / self.length


def story(data: Mapping[str, Any], words: Mapping[str, Sequence[str]]) -> bytes:
    """Draw a PNG. ``data`` and ``words``: what handlers/stories/story_picture.py gives."""
    said = {name: [text.replace(LANGUAGES, "\n") for text in texts] for name, texts in words.items()}
    sheet, ground, width = Sheet(), _ground(data), WIDTH - 2 * MARGIN
    sheet.write_rows(balanced(said["title"], TITLE, width=width, bold=True), TITLE, bold=True)
    sheet.skip(GAP / 3)
    sheet.write_rows(rows(said["about"], ABOUT, width=width), ABOUT, colour=PALE)
    sheet.skip(GAP / 2)
    _write_legend(sheet, data, words["legend"])
    sheet.skip(GAP / 2)
    _write_axis(sheet, ground, said)
    for lane in _lanes(data, said):
        _draw_lane(sheet, ground, lane, goes_on=data["goes_on"] and lane.parts[-1][1] == data["length"])
    sheet.skip(GAP / 2)
    sheet.write_rows(rows(said["foot"], FOOT, width=width), FOOT, colour=PALE)
    return sheet.png()


def _lanes(data: Mapping[str, Any], said: Mapping[str, Sequence[str]]) -> list[Lane]:
    """The silences are a lane like the others, below them."""
    lanes = [
        _lane(name, total, parts)
        for name, total, parts in zip(said["lanes"], said["sums"], data["lanes"], strict=True)
    ]
    if data["gaps"]:
        name, total = said["silence"]
        lanes.append(_lane(name, total, [(since, until, "silent", False) for since, until in data["gaps"]]))
    return lanes


def _lane(name: str, total: str, parts: Sequence[Any]) -> Lane:
    sums = total.splitlines()
    room = WIDTH - 2 * MARGIN - BETWEEN - max(width_of(one, NAME) for one in sums)
    return Lane(names=at_most_two(name, NAME, width=room), sums=sums, parts=[tuple(one) for one in parts])


def _write_legend(sheet: Sheet, data: Mapping[str, Any], names: Sequence[str]) -> None:
    """Only of what is on this picture, on as many rows as it needs."""
    x: float = MARGIN
    for kind, name in zip(PAINTS, names, strict=True):
        if kind not in _kinds(data):
            continue
        width = SWATCH + 12 + width_of(name, SMALL)
        if x > MARGIN and x + width > WIDTH - MARGIN:
            sheet.skip(SMALL * LEADING + 8)
            x = MARGIN
        middle = sheet.top + SMALL * LEADING / 2
        _draw_part(sheet, (x, middle - SWATCH / 2, SWATCH, SWATCH), kind, still=kind == "still")
        for number, line in enumerate(lines := name.splitlines()):
            at = middle + (number - (len(lines) - 1) / 2) * SMALL
            sheet.write(line, x + SWATCH + 12, at, SMALL)
        x += width + 36
    sheet.skip(SMALL * LEADING)


def _kinds(data: Mapping[str, Any]) -> set[str]:
    parts = [part for lane in data["lanes"] for part in lane]
    kinds = {late for _, _, late, _ in parts} | {"still" for _, _, _, still in parts if still}
    return kinds | {kind for kind, there in (("silent", data["gaps"]), ("off", data["off"])) if there}


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What lies behind all lanes: time from left to right."""

    scale: Scale
    ticks: Sequence[int]
    promises: Sequence[int]
    bands: Sequence[tuple[int, int, Paint]]


def _ground(data: Mapping[str, Any]) -> Ground:
    bands = [
        (since, until, paint)
        for name, paint in (("gaps", SILENT_BEHIND), ("off", OFF))
        for since, until in data[name]
    ]
    scale = Scale(length=data["length"])
    return Ground(scale=scale, ticks=data["ticks"], promises=data["promises"], bands=bands)


def _write_axis(sheet: Sheet, ground: Ground, said: Mapping[str, Sequence[str]]) -> None:
    """The promised days as flags, and when it was."""
    for at, name in zip(ground.promises, said["promises"], strict=True):
        label = name.replace("\n", LANGUAGES)
        width, middle = width_of(label, SMALL) + 24, sheet.top + SMALL * LEADING / 2
        left = min(max(ground.scale.x(at) - width / 2, MARGIN), WIDTH - MARGIN - width)
        sheet.fill(left, sheet.top, width, SMALL * LEADING, FLAG)
        sheet.write(label, left + width / 2, middle, SMALL, colour=FLAG.ink, ha="center")
        sheet.skip(SMALL * LEADING + 8)
    _write_ticks(sheet, ground, said["ticks"], said["end"][0])


def _write_ticks(sheet: Sheet, ground: Ground, names: Sequence[str], end: str) -> None:
    """Each name begins at its tick, the last one ends at the edge; one that has no room is left out."""
    middle = sheet.top + SMALL * LEADING / 2
    end, *_ = end.splitlines()
    sheet.write(end, WIDTH - MARGIN, middle, SMALL, ha="right")
    free = WIDTH - MARGIN - width_of(end, SMALL)
    for at, name in reversed(list(zip(ground.ticks, names, strict=True))):
        x, [short, *_] = ground.scale.x(at), name.splitlines()
        if x + width_of(short, SMALL) + BETWEEN / 2 <= free:
            sheet.write(short, x, middle, SMALL, colour=PALE)
            free = x
    sheet.skip(SMALL * LEADING + 4)


def _draw_lane(sheet: Sheet, ground: Ground, lane: Lane, *, goes_on: bool) -> None:
    """Its words, and its parts on the ground; a promised day stands in front of them."""
    scale = ground.scale
    for since, until, paint in ground.bands:
        sheet.fill(scale.x(since), sheet.top, scale.x(until) - scale.x(since), lane.height, paint)
    for lines, x, align in ((lane.names, MARGIN, "left"), (lane.sums, WIDTH - MARGIN, "right")):
        for number, line in enumerate(lines):
            sheet.write(line, x, sheet.top + (number + 0.5) * NAME * LEADING, NAME, ha=align)
    sheet.skip(lane.head)
    for at in (*ground.ticks, scale.length):
        sheet.fill(scale.x(at) - 1, sheet.top - SHY, 2, BAR + 2 * SHY, LINE)
    for since, until, late, still in lane.parts:
        width = max(scale.x(until) - scale.x(since), THINNEST)
        left = min(scale.x(since), WIDTH - MARGIN - width)
        _draw_part(sheet, (left, sheet.top, width, BAR), late, still=still)
    if goes_on:
        _, _, late, still = lane.parts[-1]
        for beyond, narrow in ((6, 9), (21, 6), (33, 4)):
            _draw_part(sheet, (WIDTH - MARGIN + beyond, sheet.top, narrow, BAR), late, still=still)
    for at in ground.promises:
        sheet.fill(scale.x(at) - 5, sheet.top - SHY, 10, BAR + 2 * SHY, BARE)
        sheet.fill(scale.x(at) - 2, sheet.top - SHY, 4, BAR + 2 * SHY, FLAG)
    sheet.skip(BAR + AIR)


def _draw_part(sheet: Sheet, box: tuple[float, float, float, float], kind: str, *, still: bool) -> None:
    """What stood still bears a dark bar through its middle, late or not."""
    x, y, width, height = box
    sheet.fill(x, y, width, height, PAINTS[kind])
    if still:
        sheet.fill(x, y + height / 3, width, height / 3, STILL)
