"""How people of one language say what they do; story/vi.yaml, zh.yaml and en.yaml hold the words."""

from collections.abc import Sequence
from datetime import date
from importlib import resources
from typing import Any

import yaml

from sandbox.demo.plot import Step


class Wording:
    def __init__(self, language: str) -> None:
        file = resources.files("sandbox.demo").joinpath(f"story/{language}.yaml")
        self.words: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))

    def label(self, name: str) -> str:
        """What is written on one of the bot's buttons."""
        return str(self.words["labels"][name])

    def said(self, step: Step) -> str:
        """What people say among themselves, or ask."""
        return str(self.words["said"][step.note])

    def opening(self, step: Step, promised: date) -> str:
        customer, goods, amount, *wish = self._facts(step.order)
        return "/new " + "; ".join([customer, goods, self._day(promised), amount, *wish])

    def customer(self, order: str) -> str:
        return self._facts(order)[0]

    def report(self, step: Step, code: str, number: int) -> str:
        """One line for each stage; ``number`` lets people write it now this way, now that."""
        shape = {"done": "done", "at": "progress", "hold": "hold"}[step.act]
        lines = [self._line(step, shape, stage, number) for stage in step.stages]
        text = "\n".join(f"{code} {line}" for line in lines)
        return (
            text if step.where == "private" else f"{_turn(self.words['commands']['update'], number)} {text}"
        )

    def giving_back(self, step: Step, code: str) -> str:
        """A stage declined, or sent back to another."""
        stages = " ".join(self.words["stages"][stage][0] for stage in step.stages)
        return f"{self.words['commands']['return']} {code} {stages} {self._note(step)}"

    def placement(self, code: str, number: int) -> str:
        stage = self.words["stages"]["placement"][0]
        done = _turn(self.words["done"], number).format(stage=stage)
        return f"{_turn(self.words['commands']['update'], number)} {code} {done}"

    def place(self, step: Step) -> str:
        return str(self.words["places"][step.place])

    def command(self, name: str, step: Step, code: str) -> str:
        note = self._note(step) if step.note else ""
        return str(self.words["commands"][name]).format(code=code, note=note, value=step.value).strip()

    def taking(self, stage: str, code: str) -> str:
        called = _turn(self.words["stages"][stage], 0)
        return str(self.words["commands"]["take"]).format(code=code, stage=called)

    def _facts(self, order: str) -> list[str]:
        return str(self.words["orders"][order]).split(" | ")

    def _line(self, step: Step, shape: str, stage: str, number: int) -> str:
        called = _turn(self.words["stages"][stage], number)
        if shape == "hold":
            return str(self.words["hold"]).format(stage=called, note=self._note(step))
        if shape == "progress":
            value = self._note(step) if step.note else self._value(step)
            return str(self.words["progress"]).format(stage=called, value=value)
        said = _turn(self.words["done"], number).format(stage=called)
        return str(self.words["note"]).format(said=said, note=self._note(step)) if step.note else said

    def _value(self, step: Step) -> str:
        unit = self.words["units"].get(step.order, "") if "/" in step.value else ""
        return f"{step.value} {unit}".strip()

    def _note(self, step: Step) -> str:
        return str(self.words["notes"][step.note])

    def _day(self, day: date) -> str:
        months = self.words.get("months", ())
        return str(self.words["day"]).format(d=day.day, m=months[day.month - 1] if months else day.month)


def _turn(ways: Sequence[str], number: int) -> str:
    return ways[number % len(ways)]
