"""Tables, for a terminal and as Markdown."""

import dataclasses
import re
import textwrap

WIDTH = 118


@dataclasses.dataclass
class Table:
    """One figure."""

    title: str
    columns: list
    note: str
    wanted: str
    rows: list = dataclasses.field(default_factory=list)

    def add(self, *cells):
        self.rows.append(cells)

    def widths(self):
        return [max(map(len, column)) for column in zip(self.columns, *self.rows)]

    def line(self, cells, separator):
        """Words to the left, figures to the right."""
        aligned = (
            cell.ljust(width) if left else cell.rjust(width)
            for cell, width, left in zip(cells, self.widths(), self.lefts())
        )
        return separator.join(aligned).rstrip()

    def lefts(self):
        """For each column, whether it holds words."""
        return [all(re.search("[a-z]{4}", row[i]) for row in self.rows) for i in range(len(self.columns))]


def text(about, tables, markdown):
    """All of it."""
    wanted = [dataclasses.replace(table, note=note(table)) for table in tables]
    return as_markdown(about, wanted) if markdown else as_text(about, wanted)


def note(table):
    return f"{table.note} To reach: {table.wanted}." if table.wanted else table.note


def as_text(about, tables):
    width = max(len(label) for label, _ in about)
    parts = ["\n".join(f"{label.ljust(width)}  {value}" for label, value in about)]
    for table in tables:
        lines = [table.line(cells, "  ") for cells in (table.columns, *table.rows)]
        parts.append("\n".join([table.title, "", *lines, "", textwrap.fill(table.note, WIDTH)]))
    return "\n\n\n".join(parts)


def as_markdown(about, tables):
    parts = ["\n".join(["| | |", "|---|---|", *(f"| {label} | {value} |" for label, value in about)])]
    for table in tables:
        rule = "|".join("---" if left else "---:" for left in table.lefts())
        rows = [f"| {table.line(cells, ' | ')} |" for cells in (table.columns, *table.rows)]
        body = "\n".join([rows[0], f"|{rule}|", *rows[1:]])
        parts.append(f"### {table.title}\n\n{body}\n\n{textwrap.fill(table.note, WIDTH, break_on_hyphens=False)}")
    return "\n\n".join(parts)
