"""The table, and its record in bench/results."""

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

RESULTS = Path(__file__).with_name("results")


@dataclass
class Row:
    """One line: each round's figure of the floor and of ours.

    :param str better: "higher" (a rate) or "lower" (a time, a cost)
    :param float target: of the ratio ours / floor; None if it is shown only
    """

    name: str
    floor_name: str
    unit: str
    floor: list
    ours: list
    target: float | None = None
    better: str = "higher"

    @property
    def ratio(self):
        """The median over the rounds: neighbours in time had the same machine."""
        pairs = zip(self.floor, self.ours, strict=True)
        return median(ours / floor for floor, ours in pairs)

    @property
    def reached(self):
        if self.target is None:
            return None
        if self.better == "higher":
            return self.ratio >= self.target
        return self.ratio <= self.target

    def cells(self):
        sign = "≥" if self.better == "higher" else "≤"
        return [
            self.name,
            self.floor_name,
            f"{_figure(median(self.floor))} {self.unit}",
            f"{_figure(median(self.ours))} {self.unit}",
            f"{self.ratio:.2f}",
            "" if self.target is None else f"{sign} {self.target:g}",
            {True: "yes", False: "NO", None: ""}[self.reached],
        ]


HEADINGS = ["what", "floor", "floor's", "ours", "ratio", "target", "reached"]


def table(rows):
    """As Markdown, which reads well in a terminal too."""
    return markdown([HEADINGS, *(row.cells() for row in rows)])


def markdown(lines):
    """:param list lines: of texts, the headings first"""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = [
        "| "
        + " | ".join(
            cell.ljust(width) for cell, width in zip(line, widths, strict=True)
        )
        + " |"
        for line in lines
    ]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)


def machine():
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        cwd=RESULTS,
        check=False,
    ).stdout.strip()
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
    }


def keep(name, rows, scale, about):
    """Write ``results/<name>.json`` and ``.md``."""
    RESULTS.mkdir(exist_ok=True)
    record = {
        "machine": about,
        "scale": asdict(scale),
        "rows": [
            {**asdict(row), "ratio": row.ratio, "reached": row.reached} for row in rows
        ],
    }
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(record, indent=1) + "\n")
    keep_text(name, table(rows), about)


def keep_text(name, text, about):
    """Write ``results/<name>.md``."""
    said = ", ".join(f"{key} {value}" for key, value in about.items())
    (RESULTS / f"{name}.md").write_text(f"{said}\n\n{text}\n")


def _figure(value):
    return f"{value:.3g}" if value < 100 else f"{value:,.0f}"
