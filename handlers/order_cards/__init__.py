"""An order as it is shown: its card, its lines, whom to call, a department's tray."""
