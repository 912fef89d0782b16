"""The languages the bot speaks, and how a chat or a person is set to them."""

VIETNAMESE, SIMPLIFIED, TRADITIONAL, ENGLISH = "vi", "zh-Hans", "zh-Hant", "en"
LANGUAGES = (VIETNAMESE, SIMPLIFIED, TRADITIONAL, ENGLISH)
TOGETHER = "+"  # "vi+zh-Hans": a group that reads two


def languages_of(setting: str, default: str = VIETNAMESE) -> tuple[str, ...]:
    """Read a setting as it is stored with a chat or a person: one language or two; what is unknown does not count."""
    for stored in (setting, default):
        chosen = tuple(one for one in stored.split(TOGETHER) if one in LANGUAGES)
        if chosen:
            return chosen[:2]
    return (VIETNAMESE,)
