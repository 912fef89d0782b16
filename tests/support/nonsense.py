"""What people and their phones may send at worst: texts, commands and buttons that ask for nothing the bot may do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from handlers import routes
from handlers.incoming import Attachment, Chat, Incoming, RepliedTo, Sender, Tap
from handlers.tap_data import TapData, pack
from tests.support.company import FILE, PEOPLE, PHOTO, Company

ORDERS = ("DH-1", "DH-2", "DH-3")  # in fabrication, with production
STAGES = (
    "tiếp nhận",
    "thiết kế",
    "vị trí sản xuất",
    "gia công",
    "lắp ráp",
    "đóng gói",
    "giao hàng",
    "nghiệm thu",
    "quyết toán",
)
WAITING = ("lắp ráp", "đóng gói", "giao hàng")  # production's own, not begun
NO_CLAIM = ("Thu", "Soát")  # finance has no stage open, an auditor never has
CASES = frozenset({"case", "complaint"})
STAFF = frozenset(PEOPLE) - {"Soát"}  # an auditor opens nothing
OPENERS = frozenset({"Lan", "Hùng", "Điệp", "Khoa", "An"})
NOT_DONE = (
    "chưa xong", "gần xong", "xong chưa?", "mai xong", "sắp xong rồi", "không xong được", "chua xong", "好了吗？", "没完成",
    "快好了", "还没好", "not done yet", "done?", "almost done", "xong đâu mà xong", "bao giờ xong", "未完成", "差不多完成",
)  # fmt: skip
WORDS = (
    "xong",
    "done",
    "完成",
    "nhận",
    "收到",
    "60%",
    "120/200",
    "kẹt",
    "hủy",
    "duyệt",
    "trả lại",
    "ok",
    "thay khách: X",
)

SCRAPS = (
    "", " ", "\n\n\n", "\0", "a\0b", "\x01\x02\x1b[31m\x7f", "\ud83d", "\udc00 nửa chữ", "\u202eđảo ngược\u202c", "\u200f\u200e\u2066",
    "👩‍👩‍👧‍👦" * 9, "🇻🇳🏳️‍🌈", "Z̸̢͎͕̗a̴l̶g̵o̷" * 20, "é" * 40, "ﷺ﷽", "𒐫𒈙", "\ufeff", "\u00ad\u200b", "\U000e0041", "\ufffe\uffff",
    "<b>", "</b>", "<b><i>chéo</b></i>", "&amp;lt;", "&#0;&#xD800;", "<script>alert(1)</script>", '<a href="tg://user?id=1">x</a>', "<!--",
    "{name}", "{0.__class__}", "%s %(x)d %", "${HOME}", "'; DROP TABLE orders; --", "\\u0000", "../../etc/passwd", "%00", "NaN", "None",
    "1e999%", "-5%", "101%", "9" * 400, "٣٤٥%", "１２０／２００", "0/0", "1/0", "32/13", "29/2", "00:99", "∞", "½%", "+84" * 30, "1_000",
    "/", "//", "/ update", "/update/update", "/@", "/" + "x" * 40, "@all", "#" * 300, ":::::", ";;;;;;", "====", "—" * 50,
    "x" * 4096, "đ" * 20_000, "a b " * 3000, "\n".join("dòng" for _ in range(400)), "漢" * 5000, "<" * 3000, "&" * 4096, "\t" * 500,
)  # fmt: skip


PLANES = (
    (0, 0x250), (0x300, 0x36F), (0x590, 0x6FF), (0x1E00, 0x2100), (0x4E00, 0x9FFF), (0xD700, 0xF900), (0x1F300, 0x1FAFF),
)  # fmt: skip


def scrap(chance: Random) -> str:
    """One scrap, several, or random characters of one plane."""
    match chance.randrange(4):
        case 0 | 1:
            return chance.choice(SCRAPS)
        case 2:
            return " ".join(chance.choices(SCRAPS, k=chance.randint(2, 5)))
    low, high = chance.choice(PLANES)
    return "".join(chr(chance.randint(low, high)) for _ in range(chance.randint(1, 60)))


@dataclass(frozen=True, kw_only=True)
class Uttered:
    """``may_change``: orders it names to somebody entitled. ``must_change``: it is a proper report on that one."""

    incoming: Incoming
    may_change: frozenset[str] = frozenset()
    must_change: str = ""
    may_open: bool = False


@dataclass
class Babble:
    """An endless supply, the same for the same seed."""

    company: Company
    chance: Random
    _number: int = 10_000
    _complaining: set[str] = field(default_factory=set)  # a photo or a few words are enough to open a case
    _strains: Sequence[tuple[int, Callable[[], Uttered]]] = field(init=False)

    def __post_init__(self) -> None:
        self._strains = (
            (20, self._scraps), (22, self._commands), (14, self._without_claim), (8, self._too_early), (8, self._not_done),
            (14, self._forged), (6, self._edit), (5, self._album), (8, self._stranger), (4, self._hidden), (4, self._proper),
        )  # fmt: skip

    def one(self) -> Uttered:
        weights = [weight for weight, _ in self._strains]
        [(_, strain)] = self.chance.choices(self._strains, weights)
        return strain()

    def scrap(self) -> str:
        return scrap(self.chance)

    def command(self, who: str) -> str:
        name = self.chance.choice((*routes.COMMANDS, "update", "nothere", "UPDATE"))
        if name in routes.COMMANDS and routes.COMMANDS[name].name in CASES and who in STAFF:
            self._complaining.add(who)
        at = self.chance.choice(("", "", "", "@dieuphoi_bot", "@other_bot"))
        return f"/{name}{at} {self.scrap()}".rstrip(" ")

    # --- who says what ---

    def _scraps(self) -> Uttered:
        who = self._anybody()
        return self._said(who, self.scrap())

    def _commands(self) -> Uttered:
        who = self._anybody()
        return self._said(who, self.command(who))

    def _without_claim(self) -> Uttered:
        """A real order and a real stage, by somebody whose business it is not."""
        command = self.chance.choice(
            ("update", "confirm", "return", "hold", "resume", "approve", "reject", "cancel", "change", "undo")
        )
        words = (self.chance.choice(ORDERS), self.chance.choice((*STAGES, "")), self.chance.choice(WORDS))
        return self._said(self.chance.choice(NO_CLAIM), f"/{command} {' '.join(words)}")

    def _too_early(self) -> Uttered:
        """The right department on a stage whose turn has not come, or that is long done."""
        stage = self.chance.choice((*WAITING, "tiếp nhận", "thiết kế"))
        return self._said(
            "Tú", f"/update {self.chance.choice(ORDERS)} {stage} {self.chance.choice(WORDS[:3])}"
        )

    def _not_done(self) -> Uttered:
        order = self.chance.choice(ORDERS)
        words = f"{order} gia công {self.chance.choice(NOT_DONE)}"
        said = self._said("Tú", f"/update {words}" if self.chance.random() < 0.5 else words)
        return replace(said, may_change=frozenset({order}))

    def _forged(self) -> Uttered:
        """A button that no keyboard has: a stranger's, an old one, or bytes."""
        kind = self.chance.randrange(4)
        if kind == 0:
            return self._tapped(
                self._anybody(), self.scrap().encode("utf-8", "ignore")[:64].decode("utf-8", "ignore")
            )
        who = self.chance.choice((*NO_CLAIM, "stranger")) if kind == 1 else self._anybody()
        order = self.chance.randint(1, 3) if kind == 1 else self.chance.choice((0, 99, 10**12, 2**63 - 1))
        data = TapData(
            verb=self.chance.choice((*routes.TAPS, "zz", "")),
            order=order,
            stage=self.chance.choice(("fabrication", "design", "assembly", "nostage", "")),
            version=self.chance.choice((0, 1, 7, 10**6)),
            choice=self.chance.choice(("", "0", "1", "-1", "customer:1", "x:y:z", "60", "9" * 9, "é")),
        )
        return self._tapped(who, pack(data))

    def _edit(self) -> Uttered:
        """Of a message the bot has never heard, or of its own."""
        said = self.chance.choice((self._scraps, self._commands, self._without_claim))()
        return replace(said, incoming=replace(said.incoming, kind="edit"))

    def _album(self) -> Uttered:
        said = self._said(self._anybody(), self.chance.choice(("", "", self.scrap())))
        parts = replace(
            said.incoming,
            attachments=(self.chance.choice((PHOTO, FILE)),),
            album=f"a{self.chance.randrange(9)}",
        )
        return replace(said, incoming=parts, may_open=True)

    def _stranger(self) -> Uttered:
        text = self.chance.choice(
            (
                self.scrap(),
                self.command("stranger"),
                f"/update {self.chance.choice(ORDERS)} gia công xong",
                f"/start {self.scrap()}",
            )
        )
        return self._said("stranger", text)

    def _hidden(self) -> Uttered:
        """An anonymous admin, another bot, a channel: nobody to hold to it."""
        said = self._said("Tú", f"/update {self.chance.choice(ORDERS)} gia công xong")
        chat = replace(said.incoming.chat, id=self.company.groups["production"], kind="supergroup")
        sender = self.chance.choice(
            (
                Sender(id=1087968824, name="Group", is_bot=True, anonymous=True),
                Sender(id=77, name="Bot", is_bot=True),
                None,
            )
        )
        if self.chance.random() < 0.3:
            chat = Chat(id=-1009999, kind="channel", title="Tin")
        return replace(said, incoming=replace(said.incoming, sender=sender, chat=chat))

    def _proper(self) -> Uttered:
        order = self.chance.choice(ORDERS)
        words = f"/update {order} gia công {self.chance.randint(1, 99)}% lần {self._number}"
        said = self._said("Tú", words, plain=True)
        return replace(said, may_change=frozenset({order}), must_change=order)

    # --- how it arrives ---

    def _anybody(self) -> str:
        return self.chance.choice((*PEOPLE, "stranger"))

    def _may_open(self, who: str) -> bool:
        return who in OPENERS or who in self._complaining

    def _said(self, who: str, text: str, *, plain: bool = False) -> Uttered:
        some = () if plain else self._attachments()
        reply = (
            None
            if plain or self.chance.random() < 0.8
            else RepliedTo(message=self.chance.randint(1, 500), by_bot=True)
        )
        return Uttered(
            incoming=self._incoming(who, kind="message", text=text, attachments=some, reply_to=reply),
            may_open=self._may_open(who),
        )

    def _tapped(self, who: str, data: str) -> Uttered:
        self._number += 1
        tap = Tap(query=str(self._number), data=data, message=self.chance.choice((None, 1, 10**6)))
        return Uttered(incoming=self._incoming(who, kind="tap", tap=tap), may_open=self._may_open(who))

    def _incoming(self, who: str, **what: object) -> Incoming:
        self._number += 1
        return Incoming(
            update=self._number,
            message=self._number,
            chat=self._chat(who),
            sender=self._sender(who),
            at=self.company.now,
            **what,
        )  # type: ignore[arg-type]  # each strain says what it sends

    def _sender(self, who: str) -> Sender:
        if who == "stranger":
            return Sender(
                id=880_000 + self.chance.randrange(5), name=self.scrap()[:64], username="", language="xx"
            )
        return self.company.sender(who)

    def _chat(self, who: str) -> Chat:
        if self.chance.random() < 0.6:
            return Chat(id=self.company.sender(who).id if who in PEOPLE else 880_000, kind="private")
        bound = self.chance.random() < 0.7
        group = self.chance.choice(list(self.company.groups.values())) if bound else -1007777
        thread = self.chance.choice((None, None, 5))
        return Chat(id=group, kind="supergroup", title=self.scrap()[:128], thread=thread)

    def _attachments(self) -> tuple[Attachment, ...]:
        if self.chance.random() < 0.85:
            return ()
        kinds = (
            PHOTO, FILE, Attachment(kind="voice", file_id="v"), Attachment(kind="video", file_id="w", name=self.scrap()[:99]),
            Attachment(kind="location", latitude=91.0, longitude=-999.0),
            Attachment(kind="contact", phone=self.scrap()[:30]),
        )  # fmt: skip
        return tuple(self.chance.choices(kinds, k=self.chance.randint(1, 3)))
