"""The story of one order, from the bot's first start to the last payment, as a company would live it."""

from tests.support.stage_hands import Company


async def tell(company: Company, setup_code: str) -> None:
    await company.meet()
    await _set_up(company, setup_code)
    await _open(company)
    await _design(company)
    await _fabricate(company)
    await _send_back(company)
    await _make(company)
    await _hand_over(company)
    await _ask(company)


async def found_company(company: Company, setup_code: str) -> None:
    """Groups bound and people in, as another story begins."""
    await company.starts("admin", setup_code)
    for place in ("design", "workshop", "sales", "finance", "coordination"):
        await _bound(company, place)
    for role in ("design", "sales", "production", "finance"):
        await _invited(company, role)


async def _set_up(company: Company, setup_code: str) -> None:
    company.heading("setup")
    company.hide(setup_code, "code")
    company.remark("screen")
    await company.starts("admin", setup_code)
    company.heading("groups")
    await _bound(company, "design")
    await _bound(company, "workshop")
    with company.transcript.unwritten():
        for place in ("sales", "finance", "coordination"):
            await _bound(company, place)
    company.heading("people")
    await _invited(company, "design")
    with company.transcript.unwritten():
        for role in ("sales", "production", "finance"):
            await _invited(company, role)
    company.remark("same_way")


async def _bound(company: Company, place: str) -> None:
    await company.founds(place)
    await company.says("admin", place, f"bind_{place}")
    if company.language == "zh":  # the others read the company's own language
        await company.says("admin", place, "language")


async def _invited(company: Company, role: str) -> None:
    await company.says("admin", "private", f"invite_{role}")
    token = company.invitation("admin")
    company.hide(token, "link")
    await company.starts(role, token)


async def _open(company: Company) -> None:
    company.heading("opened")
    await company.says("sales", "sales", "new")
    company.heading("undone")
    await company.says("sales", "sales", "received_order")
    company.hands.pass_(minutes=4)
    await company.says("sales", "sales", "undo")
    await company.taps("sales", "sales", "un")
    company.heading("handed")
    company.hands.pass_(minutes=30)
    await company.says("sales", "sales", "received_order")
    await company.taps("design", "design", "rc", "design")
    await company.taps("design", "design", "rc", "placement")
    await company.says("admin", "coordination", "card")


async def _design(company: Company) -> None:
    company.heading("drawing")
    company.hands.pass_(hours=5)
    await company.sends_file("design", "design", "drawing")
    company.heading("placement")
    await company.says("design", "private", "done_key")
    await company.taps("design", "private", "st", "placement")
    await company.taps("design", "private", "dn", "placement")
    await company.says("design", "private", "place")
    await company.taps("production", "workshop", "rc", "fabrication")


async def _fabricate(company: Company) -> None:
    company.heading("not_yet")
    await company.says("production", "private", "not_done")
    await company.says("production", "private", "tomorrow")
    company.heading("stranger")
    company.hands.pass_(days=2)
    await company.says("newcomer", "workshop", "stranger")
    company.hands.pass_(minutes=25)
    await company.taps("admin", "private", "li")
    company.heading("progress")
    await company.says("production", "workshop", "sixty")
    company.heading("held")
    company.hands.pass_(minutes=45)
    await company.says("production", "workshop", "stuck")
    company.hands.pass_(hours=1)
    await company.says("production", "workshop", "resume")


async def _send_back(company: Company) -> None:
    company.heading("sent_back")
    company.hands.pass_(hours=17)
    await company.says("production", "workshop", "send_back")
    company.heading("again")
    company.hands.pass_(hours=2)
    await company.taps("design", "design", "rc", "design")
    await company.sends_photo("design", "design", "redrawn")
    await company.taps("production", "workshop", "rc", "fabrication", stale=True)
    await company.taps("production", "workshop", "rc", "fabrication")


async def _make(company: Company) -> None:
    company.heading("workshop")
    company.hands.pass_(days=1)
    await company.says("production", "workshop", "several")
    await company.says("sales", "private", "question")
    company.heading("lost")
    await company.says("design", "design", "wrong_code")
    company.heading("packed")
    company.hands.pass_(days=3)
    await company.says("production", "workshop", "two_done")


async def _hand_over(company: Company) -> None:
    company.heading("delivery")
    company.hands.pass_(days=3)
    await company.says("production", "workshop", "delivered")
    company.heading("acceptance")
    await company.taps("sales", "sales", "rc", "acceptance")
    await company.says("sales", "private", "acceptance_bare")
    await company.sends_photo("sales", "private", "signed")
    company.heading("settlement")
    company.hands.pass_(hours=2)
    await company.taps("finance", "finance", "rc", "settlement")
    await company.says("finance", "finance", "settled")


async def _ask(company: Company) -> None:
    company.heading("guided")
    for line in ("guided", "customer", "goods", "day", "amount", "called", "where_to"):
        await company.says("sales", "private", line)
    await company.taps("sales", "private", "nk")
    await company.taps("sales", "private", "no")
    company.heading("asked")
    await company.starts("newcomer")
    for who, line in (("sales", "my"), ("production", "help"), ("newcomer", "whoami"), ("admin", "history")):
        await company.says(who, "private", line)
    await company.says("admin", "coordination", "board")
    await company.says("admin", "private", "members")
    await company.says("admin", "private", "status")
