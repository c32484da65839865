"""Figures of several runs, and the table at the end."""
import os
import statistics


class Figure:
    """What was measured in each run: ours, and the limit measured right beside it (or none)."""

    def __init__(self, name, unit, limit_name="", aim=""):
        self.name, self.unit, self.limit_name, self.aim = name, unit, limit_name, aim
        self.ours, self.limits, self.details = [], [], []

    def add(self, ours, limit=None, **details):
        self.ours.append(ours)
        self.details.append(details)
        if limit is not None:
            self.limits.append(limit)
        print(f"     {self.name}: {number(ours)} {self.unit}"
              + (f", {self.limit_name} {number(limit)}: {ours / limit:.2f}" if limit else "")
              + "".join(f", {key} {number(value)}" for key, value in details.items()), flush=True)

    @property
    def ratios(self):
        return [ours / limit for ours, limit in zip(self.ours, self.limits)]

    def row(self):
        if not self.ours:
            return [self.name, "-", "-", "-", self.aim]
        limit = f"{self.limit_name} {number(statistics.median(self.limits))}" if self.limits else "-"
        return [self.name, f"{spread(self.ours)} {self.unit}", limit, spread(self.ratios) if self.limits else "-", self.aim]

    def value(self):
        return {"name": self.name, "unit": self.unit, "limit": self.limit_name, "ours": self.ours, "limits": self.limits,
                "ratios": self.ratios, "details": self.details, "aim": self.aim}


class Table:
    def __init__(self):
        self.figures = []

    def figure(self, *arguments, **named):
        self.figures.append(Figure(*arguments, **named))
        return self.figures[-1]

    def values(self):
        return [figure.value() for figure in self.figures]

    def text(self):
        rows = [["benchmark", "median (min-max)", "limit", "ratio (min-max)", "aim"]] + [figure.row() for figure in self.figures]
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
        return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def number(value):
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def spread(values):
    text = number(statistics.median(values))
    return text if len(values) == 1 else f"{text} ({number(min(values))}-{number(max(values))})"


def describe_machine():
    cpu = "unknown processor"
    with open("/proc/cpuinfo") as lines:
        for line in lines:
            if line.startswith("model name"):
                cpu = line.split(":", 1)[1].strip()
                break
    return {"cores": os.cpu_count(), "cpu": cpu, "load": os.getloadavg()[0]}
