"""Bad centre files: each mistake is refused with its file, line, key and mend, and all of them at once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.centres.centre_files import CentreFileError, Problem, load

Small = Callable[..., Path]


def refused(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(CentreFileError) as caught:
        load(path)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return caught.value.problems


def line_of(file: Path, text: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    [line] = [at for at, one in enumerate(lines, start=1) if text in one]
    return line


MORE_THAN_ALL = """percent: 100
        due_when: opened
      more:
        amount: 5
        names: {vi: Thêm, zh: 增, en: More}
        due_when: opened
      most:
        percent: 1
        names: {vi: Nữa, zh: 再, en: Most}
"""
OFF_AND_WORKED = """\
    off: [{day: 2026-02-16, until: 2026-02-18, names: {vi: Tết, zh: 春节, en: Tet}}]
    extra: [{day: 2026-02-17, hours: 08:00-12:00, names: {vi: Bù, zh: 补, en: Extra}}]
departments:
"""
DUE_BACKWARDS = (
    "due: 2wd\n      out:\n",
    "due: on promised\n      out:\n        due: 3wd before promised\n",
)
DRAW = """
      draw:
        names: {vi: Vẽ, zh: 画图, en: Drawing}
        department: design
        after: [in]
        due: 2wd
      out:
"""
DUE_BACKWARDS_AT_A_DISTANCE = (
    f"department: sales{DRAW}",
    f"department: sales\n        due: 120wm before promised{DRAW}        due: 3wh before promised\n",
)
DUTY_ON_SUNDAYS = """\
duties:
  count:
    names: {vi: Kiểm kho, zh: 盘点, en: Stock count}
    department: sales
    at: 09:00
    days: [sun]
coordination: sales"""

# what is written instead of what · a text of the line that is named · the key · what is said
BAD = {
    "a circle": (
        ("department: sales\n      draw:", "department: sales\n        after: [out] # here\n      draw:"),
        "# here",
        "workflows.order.stages.in.after",
        "The stages wait for each other in a circle: in → draw → out → in. Take one of them out of an `after`.",
    ),
    "an unknown predecessor": (
        ("after: [in]", "after: [inn]"),
        "after: [inn]",
        "workflows.order.stages.draw.after[1]",
        "'inn' is no stage of this workflow. Did you mean 'in'?",
    ),
    "an unknown department": (
        ("department: design", "department: desgin"),
        "desgin",
        "workflows.order.stages.draw.department",
        "'desgin' is no department of this file. Did you mean 'design'?",
    ),
    "a coordination nobody declared": (
        ("coordination: sales", "coordination: centre"),
        "coordination:",
        "coordination",
        "'centre' is no department of this file. Known: sales, design.",
    ),
    "two stages with one name": (
        ("vi: Giao, zh", "vi: VẼ, zh"),
        "      out:",
        "workflows.order.stages.out",
        "'VẼ' is what 'draw' is called too. Give one of them another name.",
    ),
    "an alias that is another department's name without accents": (
        ("aliases: [bản vẽ]", "aliases: [kinh  DOANH]"),
        "  design:",
        "departments.design",
        "'kinh  DOANH' is what 'sales' is called too. Give one of them another name.",
    ),
    "a report that nothing posts": (
        ("coordination: sales", "reports:\n  weekly_review: mon 08:30\ncoordination: sales"),
        "weekly_review",
        "reports.weekly_review",
        "There is no key `weekly_review` here. Known: daily_chart.",
    ),
    "an override of nothing": (
        ("due: 2wd", "due: 2wd\n        override: {role: manager}"),
        "override: {role: manager}",
        "workflows.order.stages.draw.override",
        "Stage 'draw' asks for nothing, so there is nothing that `override` could let pass.",
    ),
    "a length of nothing": (
        ("due: 2wd", "due: 0wd"),
        "due: 0wd",
        "workflows.order.stages.draw.due",
        "'0wd' is no due time. Accepted: 2wd (working days), 4wh (working hours), 30wm (working minutes), 7d, 24h",
    ),
    "a number without its unit": (
        ("due: 2wd", "due: 24"),
        "due: 24",
        "workflows.order.stages.draw.due",
        "'24' is no due time. Accepted: 2wd",
    ),
    "a receipt confirmed before the promised date": (
        ("due: 2wd", "confirm_within: 1wd before promised"),
        "confirm_within",
        "workflows.order.stages.draw.confirm_within",
        "'1wd before promised' is no length of time. Accepted: 2wd",
    ),
    "a warning before the stage begins": (
        ("due: 2wd", "due: 2wd\n        warn_before: 2wd"),
        "warn_before",
        "workflows.order.stages.draw.warn_before",
        "Stage 'draw' is due after 2wd and warned 2wd ahead: before it begins. Make it shorter than 2wd.",
    ),
    "a warning before the stage begins, counted in smaller units": (
        ("due: 2wd", "due: 2wh\n        warn_before: 121wm"),
        "warn_before",
        "workflows.order.stages.draw.warn_before",
        "Stage 'draw' is due after 2wh and warned 121wm ahead: before it begins. Make it shorter than 2wh.",
    ),
    "a default warning before the work begins": (
        ("coordination: sales", "defaults: {due: 1wh}\ncoordination: sales"),
        "defaults",
        "defaults",
        "By default work is due after 1wh and warned 2wh ahead: before it begins. Make `warn_before` shorter than 1wh.",
    ),
    "a stage due before the one it waits for": (
        DUE_BACKWARDS,
        "due: 3wd before promised",
        "workflows.order.stages.out.due",
        "Stage 'out' is due 3wd before promised, and waits for 'draw', which is due on promised. Write `on promised` or later here,",
    ),
    "a stage due before one that comes long before it": (
        DUE_BACKWARDS_AT_A_DISTANCE,
        "due: 3wh before promised",
        "workflows.order.stages.out.due",
        "Stage 'out' is due 3wh before promised, and waits for 'in', which is due 120wm before promised. Write `120wm before",
    ),
    "a duty on days off": (
        ("coordination: sales", DUTY_ON_SUNDAYS),
        "days:",
        "duties.count.days",
        "'sales' never works on sun, so duty 'count' never falls due. It works on mon, tue, wed, thu, fri, sat: take one",
    ),
    "a missing translation": (
        ("{vi: Vẽ, zh: 画图, en: Drawing}", "{vi: Vẽ, en: Drawing}"),
        "vi: Vẽ,",
        "workflows.order.stages.draw.names.zh",
        "The Chinese name is missing. Add `zh: …` beside the others.",
    ),
    "an empty translation": (
        ("zh: 画图", "zh: ' '"),
        "zh: ' '",
        "workflows.order.stages.draw.names.zh",
        "This is too short. At least 1 wanted.",
    ),
    "a key written twice": (
        ("due: 2wd", "due: 2wd\n        department: sales # again"),
        "# again",
        "workflows.order.stages.draw.department",
        "This key stands here a second time. Join the two.",
    ),
    "a stage written twice": (
        ("      out:\n", "      draw: # again\n"),
        "# again",
        "workflows.order.stages.draw",
        "This key stands here a second time. Join the two.",
    ),
    "a key nobody knows": (
        ("due: 2wd", "deu: 2wd"),
        "deu",
        "workflows.order.stages.draw.deu",
        "There is no key `deu` here. Did you mean 'due'?",
    ),
    "a key nobody knows at the top": (
        ("coordination: sales", "coordination: sales\nholidays: VN"),
        "holidays",
        "holidays",
        "There is no key `holidays` here. Known: company, departments,",
    ),
    "a key that is a number": (
        ("due: 2wd", "2: due"),
        "2: due",
        "workflows.order.stages.draw.2",
        "The key before the ':' is no text. Write one, in quotes if it is a number.",
    ),
    "a department left out": (
        ("        department: design\n", ""),
        "      draw:",
        "workflows.order.stages.draw.department",
        "`department` is missing. Add it.",
    ),
    "a text where a list belongs": (
        ("after: [in]", "after: in"),
        "after: in",
        "workflows.order.stages.draw.after",
        "A list belongs here, not 'in'. Write [one, two] or one line each beginning with '- '.",
    ),
    "a text where a group belongs": (
        ("names: {vi: Vẽ, zh: 画图, en: Drawing}", "names: Vẽ"),
        "names: Vẽ",
        "workflows.order.stages.draw.names",
        "A group of `key: value` lines belongs here, not 'Vẽ'.",
    ),
    "a list where a group belongs": (
        ('hours: {mon-sat: "08:00-12:00, 13:00-17:00"}', "hours: [mon, tue]"),
        "hours:",
        "company.calendar.hours",
        "Working hours are written per day.",
    ),
    "a word where true or false belongs": (
        ("acts_anywhere: true", "acts_anywhere: maybe"),
        "maybe",
        "departments.sales.acts_anywhere",
        "'maybe' does not fit. Accepted: true or false.",
    ),
    "a number where a name belongs": (
        ("en: Drawing", "en: 12"),
        "en: 12",
        "workflows.order.stages.draw.names.en",
        "A text belongs here, not '12'. Put it in quotes.",
    ),
    "a stage with nothing in it": (
        ("      out:\n", "      pause:\n      out:\n"),
        "pause:",
        "workflows.order.stages.pause.names",
        "`names` is missing. Add it.",
    ),
    "an id that is none": (
        ("      draw:\n", "      Vẽ bảng:\n"),
        "Vẽ bảng",
        "workflows.order.stages.Vẽ bảng.id",
        "'Vẽ bảng' does not fit. Accepted: small letters, digits and _, beginning with a letter, at most 20 characters.",
    ),
    "an id that is too long for a button": (
        ("      draw:\n", "      a_stage_with_a_very_long_id:\n"),
        "a_stage_with",
        "workflows.order.stages.a_stage_with_a_very_long_id.id",
        "'a_stage_with_a_very_long_id' does not fit. Accepted: small letters",
    ),
    "an id written where the key is the id": (
        ("        department: design\n", "        id: draw\n        department: design\n"),
        "id: draw",
        "workflows.order.stages.draw.id",
        "'draw' is the id already. Take this line out.",
    ),
    "a flag nobody declared": (
        ("due: 2wd", "when: [urgnt]"),
        "urgnt",
        "workflows.order.stages.draw.when[1]",
        "'urgnt' is no flag of this file. Did you mean 'urgent'?",
    ),
    "a stage that can never come up": (
        ("due: 2wd", "when: [urgent]\n        unless: [urgent]"),
        "unless",
        "workflows.order.stages.draw.unless",
        "Stage 'draw' can never come up: `when` and `unless` both name urgent.",
    ),
    "a choice that is none": (
        ("due: 2wd", "fields:\n          size: {names: {vi: Cỡ, zh: 尺寸, en: Size}, kind: choice}"),
        "size:",
        "workflows.order.stages.draw.fields.size",
        "Field 'size' has choices or is a choice, but not both.",
    ),
    "a scale of what is no number": (
        ("due: 2wd", "fields:\n          size: {names: {vi: Cỡ, zh: 尺寸, en: Size}, least: 1}"),
        "size:",
        "workflows.order.stages.draw.fields.size",
        "Field 'size' is no number, so it has no `least` and no `most`.",
    ),
    "a scale upside down": (
        ("due: 2wd", "fields:\n          size: {names: {vi: Cỡ, zh: 尺寸, en: Size}, kind: number, least: 5, most: 1}"),
        "size:",
        "workflows.order.stages.draw.fields.size",
        "Field 'size' can never be answered: it is to be at least 5 and at most 1.",
    ),
    "instalments that do not make the whole": (
        ("percent: 100", "percent: 90"),
        "instalments:",
        "workflows.order.instalments",
        "The percentages of the instalments add up to 90. They must make 100.",
    ),
    "instalments that make more than the whole": (
        ("percent: 100\n", MORE_THAN_ALL),
        "instalments:",
        "workflows.order.instalments",
        "The percentages of the instalments add up to 101. They must make 100.",
    ),
    "an instalment for an event that never comes": (
        ("due_when: delivered", "due_when: accepted"),
        "due_when",
        "workflows.order.instalments.whole.due_when",
        "No stage says `marks: [accepted]`. Add it to the stage that does.",
    ),
    "an instalment for a stage that is none": (
        ("due_when: delivered", "due_when: drew done"),
        "due_when",
        "workflows.order.instalments.whole.due_when",
        "'drew' is no stage of this workflow. Did you mean 'draw'?",
    ),
    "an instalment without its size": (
        ("        percent: 100\n", ""),
        "whole:",
        "workflows.order.instalments.whole",
        "An instalment needs either `percent` or `amount`, and not both.",
    ),
    "a percentage beyond the whole": (
        ("percent: 100", "percent: 120"),
        "percent",
        "workflows.order.instalments.whole.percent",
        "'120' is out of range. It must be at most 100.",
    ),
    "evidence nobody can send": (
        ("due: 2wd", "evidence: [video]"),
        "video",
        "workflows.order.stages.draw.evidence[1]",
        "'video' is not known here. Accepted: 'photo', 'file', 'signature', 'voice' or 'location'.",
    ),
    "a language that is none": (
        ("language: vi", "language: vn"),
        "language",
        "company.language",
        "'vn' is not known here. Accepted: 'vi', 'zh-Hans', 'zh-Hant' or 'en'.",
    ),
    "a time zone that is none": (
        ("Asia/Ho_Chi_Minh", "Asia/Saigonn"),
        "Saigonn",
        "company.time_zone",
        "'Asia/Saigonn' is no time zone. Accepted: a place such as Asia/Ho_Chi_Minh or Asia/Shanghai.",
    ),
    "a code pattern without a number": (
        ("{mm}{n:02}", "{mm}"),
        "code_pattern",
        "company.code_pattern",
        "'DH-{yy}{mm}' is no code pattern. Accepted: letters, digits,",
    ),
    "hours that overlap": (
        ("13:00-17:00", "11:00-17:00"),
        "hours:",
        "company.calendar.hours.mon-sat",
        "The hours '08:00-12:00, 11:00-17:00' overlap or are out of order.",
    ),
    "a day that is no day": (
        ("mon-sat", "mon-sunday"),
        "hours:",
        "company.calendar.hours.mon-sunday",
        "'mon-sunday' is no day of the week. Accepted: mon tue wed thu fri sat sun, or a run of them such as mon-sat.",
    ),
    "a day that is off and worked": (
        ("departments:\n", OFF_AND_WORKED),
        "extra:",
        "company.calendar.extra[1]",
        "2026-02-17 is a day off as well. Take it out of one of them.",
    ),
    "a holiday that ends before it begins": (
        ("departments:\n", "    off: [{day: 2026-02-16, until: 2026-02-15, names: {vi: Tết, zh: 春节, en: Tet}}]\ndepartments:\n"),
        "off:",
        "company.calendar.off[1].until",
        "2026-02-15 is not within 60 days after 2026-02-16.",
    ),
    "a date that is none": (
        ("departments:\n", "    off: [{day: 2026-02-30, names: {vi: Tết, zh: 春节, en: Tet}}]\ndepartments:\n"),
        "off:",
        "company.calendar.off[1].day",
        "'2026-02-30' is no date. Accepted: year-month-day such as 2026-02-16.",
    ),
    "a tab": (
        ("coordination: sales", "coordination:\n\tsales"),
        "\tsales",
        "",
        "This is no YAML: while scanning for the next token, found character '\\t' that cannot start any token. Indent",
    ),
    "an open bracket": (
        ("after: [in]", "after: [in"),
        "due: 2wd",
        "",
        "This is no YAML: while parsing a flow sequence",
    ),
    "a character that is none": (
        ("en: Drawing", "en: Drawing\0"),
        "en: Drawing",
        "",
        "A character that no text holds stands here (number 0). Take it out.",
    ),
    "an alias": (
        ("after: [in]", "after: *one"),
        "*one",
        "",
        "This is no YAML: the alias *one is not used here. Write the value out.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", BAD)
def test_a_mistake_is_refused_with_its_line_its_key_and_the_mend(mistake: str, small: Small) -> None:
    change, line_text, key, says = BAD[mistake]
    file = small(change)
    problem = refused(file)[0]
    assert problem.key == key
    assert problem.says.startswith(says)
    assert problem.line == line_of(file, line_text)
    assert str(problem).startswith(f"{file}:{problem.line} ")


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("3wd before promised", "on promised"),
        ("1wd before promised", "1wd before promised"),
        ("4wh before promised", "1wd before promised"),  # half a day's shift may be a day
        ("2wd", "3wd before promised"),
        ("on promised", "1wd"),
    ],
)
def test_due_times_that_some_order_can_keep_are_left_alone(earlier: str, later: str, small: Small) -> None:
    file = small(("due: 2wd\n      out:\n", f"due: {earlier}\n      out:\n        due: {later}\n"))
    assert str(load(file).only.workflows[0].stage("out").due) == later


def test_stages_that_never_meet_in_one_order_may_be_due_as_they_like(small: Small) -> None:
    due, when = DUE_BACKWARDS, "        unless: [urgent]\n      out:\n        when: [urgent]\n"
    backwards = due[1].replace("      out:\n", when)
    assert load(small((due[0], backwards))).only.workflows[0].stage("out").when == ("urgent",)


def test_a_duty_may_fall_on_a_day_that_is_worked_overtime(small: Small) -> None:
    extra = "    extra: [{day: 2026-11-22, hours: 08:00-12:00, names: {vi: Bù, zh: 补, en: Extra}}]\ndepartments:\n"
    file = small(("coordination: sales", DUTY_ON_SUNDAYS), ("departments:\n", extra))
    assert load(file).only.duties[0].days == frozenset({6})


def test_all_mistakes_are_listed_in_the_order_of_the_file(small: Small) -> None:
    file = small(
        ("language: vi", "language: vn"),
        ("names: {vi: Vẽ, zh: 画图, en: Drawing}", "names: {vi: Vẽ, zh: 画图}"),
        ("department: design", "department: desgin"),
        ("due: 2wd", "due: soon"),
        ("after: [draw]", "after: [draw, out]"),
        ("{vi: Giao, zh: 交货, en: Delivery}", "{vi: Nhận đơn, zh: 交货, en: Delivery}"),
        ("aliases: [bản vẽ]", "aliases: [sales]"),
        ("department: sales\n    check_in: 1wd", "department: procurement\n    check_in: 1wd"),
    )
    found = refused(file)
    assert [one.key for one in found] == [
        "company.language",
        "departments.design",
        "workflows.order.stages.draw.names.en",
        "workflows.order.stages.draw.department",
        "workflows.order.stages.draw.due",
        "workflows.order.stages.out",
        "workflows.order.stages.out.after[2]",
        "hold_kinds.customer.department",
    ]
    assert [one.line for one in found] == sorted(one.line for one in found)


def test_clock_times_and_words_stay_what_was_written(small: Small) -> None:
    """YAML 1.1 would read 13:00 as 780, 0970 as a number and no as false."""
    account = "{names: {vi: VCB, zh: VCB, en: VCB}, bin: 970436, account: 0011 0012 34567, holder: CONG TY}"
    centre = load(
        small(
            ('"08:00-12:00, 13:00-17:00"', "13:00-17:00"),
            ("aliases: [bản vẽ]", "aliases: [no, on, yes]"),
            ("  calendar:\n", f"  bank_accounts: [{account}]\n  calendar:\n"),
        )
    ).only
    assert centre.department("design").aliases == ("no", "on", "yes")
    [read] = centre.company.bank_accounts
    assert (read.bin, read.account) == ("970436", "0011001234567")


def test_a_missing_file_an_empty_one_and_one_in_another_encoding_are_told_apart(tmp_path: Path) -> None:
    [missing] = refused(tmp_path / "none.yaml")
    assert "There is no such file" in missing.says
    empty = tmp_path / "empty.yaml"
    empty.write_text("", encoding="utf-8")
    assert "not nothing" in refused(empty)[0].says
    utf16 = tmp_path / "utf16.yaml"
    utf16.write_bytes("company:\n  name: xưởng".encode("utf-16"))
    assert refused(utf16)[0].says == "Save the file as UTF-8."
    [no_file] = refused_folder(tmp_path / "folder")
    assert no_file.says == "This folder holds no .yaml file."


def refused_folder(path: Path) -> tuple[Problem, ...]:
    path.mkdir()
    return refused(path)


def test_a_folder_is_a_holding_and_two_companies_need_two_ids(small: Small) -> None:
    first = small(name="a.yaml")
    small(("id: shop", "id: mill"), name="b.yaml")
    assert list(load(first.parent)) == ["shop", "mill"]
    third = small(name="c.yaml")
    [problem] = refused(first.parent)
    assert (problem.file, problem.line, problem.key) == (third, 2, "company.id")
    assert problem.says == "'shop' is the company of a.yaml too. Give each company its own id."


def test_the_mistakes_of_every_file_of_a_folder_are_listed(small: Small) -> None:
    first = small(("due: 2wd", "due: soon"), name="a.yaml")
    second = small(("coordination: sales", "coordination: x"), name="b.yaml")
    assert [one.file for one in refused(first.parent)] == [first, second]
