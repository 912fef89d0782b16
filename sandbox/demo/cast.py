"""The people and groups of the demo company, as they stand before anybody has said a word."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.demo.wording import Wording
from sandbox.model import Chat, Topic
from sandbox.people import Person
from sandbox.world import World

MANAGER = 600_000_001  # apart from the ids that others are given; named to the bot as its admin
BOSS, COORDINATOR = "an", "hanh"
STAFF = {
    "eant": ("duc", "bao"),
    "sales": ("lan", "vy", "khoa"),
    "design": ("tri", "mai", "phuc"),
    "production": ("tu", "hung", "son", "thao", "binh", "wei"),
    "finance": ("thu", "yen"),
    "coordination": ("hanh", "quan"),
}  # the first of each department is its head
ROLES = {"an": ("coordination", "manager"), "hanh": ("coordination", "coordinator"), "thu": ("finance", "finance"),
         "yen": ("finance", "finance")}  # fmt: skip
GROUP_OF = {department: "workshop" if department == "production" else department for department in STAFF}


@dataclass(kw_only=True)
class Cast:
    people: dict[str, Person]
    groups: dict[str, Chat] = field(default_factory=dict)
    topic: Topic | None = None

    def place(self, who: str, where: str) -> Chat:
        return self.people[who].private if where == "private" else self.groups[where]

    def thread(self, where: str) -> dict[str, Any]:
        """The workshop reports in a topic of its own."""
        return {"thread": self.topic} if where == "workshop" else {}


def gather(world: World, wording: Wording) -> Cast:
    """Everybody with a phone; nobody knows the bot yet."""
    words = wording.words
    department = {one: name for name, staff in STAFF.items() for one in staff} | {BOSS: ROLES[BOSS][0]}
    people = {}
    for key, one in words["people"].items():
        where = words["departments"].get(department.get(key, ""), "")
        people[key] = world.user(
            one["name"],
            language=one.get("phone", words["phone"]),
            user_id=MANAGER if key == BOSS else None,
            note=" · ".join(filter(None, [where, one["is"]])),
        )
    return Cast(people=people)


def found_group(world: World, wording: Wording, cast: Cast, department: str) -> Chat:
    """The boss makes the group, adds its people, and the bot as an admin; the workshop's has topics."""
    name = GROUP_OF[department]
    insiders = dict.fromkeys([BOSS, COORDINATOR, *STAFF[department]])
    chat = world.group(
        wording.words["groups"][name],
        [cast.people[one] for one in insiders],
        forum=name == "workshop",
        bot="administrator",
    )
    if name == "workshop":
        cast.topic = world.topics.create(chat, wording.words["topics"]["progress"])
        world.topics.create(chat, wording.words["topics"]["material"])
    cast.groups[name] = chat
    return chat
