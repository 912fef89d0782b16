"""English words, as written on a phone."""

from collections.abc import Mapping

from handlers.reading.lexicon.tags import Tag

WORDS: Mapping[Tag, str] = {
    Tag.DONE: "done, all done, finished, completed, complete, done and dusted, wrapped up, finalized, finalised",
    Tag.PAST: "already, has been, have been, was, were, is, it's, its, has, have, i've, we've, that's, just, yesterday, last night, ago, earlier, had, are",
    Tag.ALSO: "and delivered, and sent, and shipped, and handed over, and packed, and installed",
    Tag.FILLER: """i, we, it, this, that, everything, all, job, work, order, step, boss, sir, thanks, thank you, please note, guys, team, hi, hello, finally, at last, task, i'm, im, no problem, no problems, no issues, without problems,
        successfully, fully, not stuck, no longer stuck, unstuck""",
    Tag.ACK: "ok, okay, yes, yep, yeah, sure, alright, understood, noted, copy, copy that, roger, seen, fine, great, good, perfect, k thanks",
    Tag.RECEIVED: "received, got it, we got it, i got it, receipt confirmed, well received",
    Tag.BROKEN: "broken, broke, broke down, is down, down, failed, defective, reject, rejected, bad, scrap, faulty",
    Tag.NOT: "not, isn't, isnt, aren't, wasn't, haven't, havent, hasn't, hasnt, didn't, didnt, don't, dont, doesn't, no, nope, not yet",
    Tag.YET: "yet",
    Tag.NEVER: "never, can't, cant, cannot, won't, wont, unable, without, far from, nowhere, nowhere near, incomplete, undone, unfinished, couldn't, couldnt, wouldn't",
    Tag.ASK: """is it, is everything, is all, was it, was this, was that, was everything, has everything, has all, are all, are these, were they, can it, could it, did it, does it,
        is this, is that, are you, are we, are they, did you, did we, have you, have we, has it, has this, is everything done yet, when, when will, when is, how, how long, how long until, who, why, what, or not, where""",
    Tag.SOON: """almost, nearly, about, about to, soon, will, it'll, we'll, i'll, going to, gonna, should, would, may, might, probably, maybe, perhaps, expect, expected, expecting, eta, hope, hopefully, close to, close,
        likely, aim, aiming, try, trying, plan, planned, estimated, estimate, shortly, finishing""",
    Tag.FUTURE: "tomorrow, tmr, tmrw, next, next week, next month, later, by tomorrow, in a week",
    Tag.TODAY: "today, tonight, this morning, this afternoon, this evening, morning, afternoon, evening, noon, now",
    Tag.TIME: """monday, tuesday, wednesday, thursday, friday, saturday, sunday, mon, tue, wed, thu, fri, sat,
        sun, week, weekend, month, jan, feb, mar, apr, jun, jul, aug, oct, nov, dec, january, february, march, april, june, july, august, september, october, november, december, end of""",
    Tag.DOING: "in progress, working, working on, working on it, still, doing, doing it, being, ongoing, started, wip, halfway",
    Tag.PART: "half, partly, partially, part, some, most, mostly, quarter, only, except, but for, left, remaining, percent, one, two, several, few, more or less, basically",
    Tag.IF: """if, once, after, before, until, till, unless, whether, to be, to, must, need, needs, want, get it, get, complete it, complete this, complete that, let me know, tell me, tell, please, think, i think, thought, suppose,
        supposed, assume, sure if, not sure, not sure if, says, said, he says, she says, claims, but, or, wish, do it, make sure, as soon as, then, seems, looks, apparently, want it, need it, ask, should we""",
    Tag.LINK: "finish, be, by, in, on, at, for, of",
    Tag.WAIT: "waiting, waiting for, waiting on, pending, wait for, awaiting, await",
    Tag.LACK: "missing, lack, lacking, lacks, out of, short of, ran out of, run out of, need more, not enough, shortage of",
}

STUCK: Mapping[str | None, str] = {
    None: "stuck, on hold, blocked, blocker, held up, halted, stopped",
    "material": "out of stock, no stock",
    "machine": "power cut, power outage, no power, blackout, machine down, breakdown, jammed, jam, paper jam, power is out, power's out, no electricity, no current, truck broke down, van broke down, car broke down, truck is down, stopped working",
    "weather": "raining, rain, bad weather, storm, typhoon, flood",
    "rework": "rework, redo, redone, wrong colour, wrong color, wrong size, reprint",
    "people": "no staff, short staffed, understaffed, no one here, nobody here, no one is here, nobody is here, everyone is sick, everyone's sick, off sick, on sick leave, no one to do it, nobody to do it",
    "site": "site not ready, no access",
}

THINGS: Mapping[str | None, str] = {
    "material": "material, materials, parts, acrylic, stock, paper, ink, mica, supplies, supplier, vinyl, film, sheets, toner, screws, leds, steel, wood, glass, fabric, canvas",
    "customer": "customer, client, the customer, the client, customers",
    "approval": "approval, approved, sign off, signature, confirmation, approve",
    "payment": "payment, deposit, money, paid",
    "machine": "machine, printer, cutter, power, laser, cnc",
    "people": "people, staff, workers, manpower, worker",
    "weather": "weather",
    "site": "site, access",
    "permit": "permit, permits, licence, license",
}
