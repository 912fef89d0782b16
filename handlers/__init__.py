"""Transaction scripts: commands, taps and everything else that changes or reads orders."""
