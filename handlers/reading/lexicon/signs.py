"""Signs and pictures that say something by themselves."""

from collections.abc import Mapping

from handlers.reading.lexicon.tags import Tag

WORDS: Mapping[Tag, str] = {
    Tag.ACK: "👍, 👌, ✅, ✔, ☑, 🆗, 💪, 🙏, 🎉, 👏, ❤, 😊, 😀, 😁, 🙂",
    Tag.ASK: "?, ❓, ❔, 🤔",
    Tag.NEVER: "❌, ✖, 🚫, ⛔, 👎",
    Tag.SOON: "⏳, ⌛, 🔜",
    Tag.DOING: "🔄, 🚧, 🏗",
}

STUCK: Mapping[str | None, str] = {"weather": "🌧, ⛈, 🌀"}

THINGS: Mapping[str | None, str] = {}
