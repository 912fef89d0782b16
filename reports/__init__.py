"""Pictures and figures for people: what is drawn, never what is decided."""
