"""Who is reminded of what, and when: pure rules; and the clock that knocks."""
