"""What the commands of this folder have in common: options, build, and the report at the end."""

import argparse
import contextlib
import dataclasses
import pathlib
import signal
import sys
import tempfile
from typing import Callable

import machine
import report


@dataclasses.dataclass(frozen=True)
class Number:
    """An option with a number: how many, or for how long."""

    name: str
    default: float
    quick: float
    help: str

    def is_sound(self, value):
        """Nothing to warm up is fine; nothing to measure is not."""
        return value > 0 or (self.name == "warm-up" and value == 0)


# Of commands that ask servers in rounds.
SERVERS = [
    Number("rounds", 5, 1, "rounds, of which the median counts (5)"),
    Number("seconds", 5.0, 1, "length of a round for one server (5)"),
    Number("warm-up", 15.0, 1, "seconds for which each server is asked first (15)"),
]


@dataclasses.dataclass
class Command:
    """A command."""

    name: str
    doc: str
    figures: dict
    kit: type
    numbers: list
    needs: list
    others: Callable[[], list] = list
    projects: tuple = ()

    def options(self):
        parser = argparse.ArgumentParser(description=self.doc, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("figures", nargs="*", metavar="FIGURE", help=", ".join(self.figures) + " (all)")
        parser.add_argument("--markdown", action="store_true", help="print Markdown")
        parser.add_argument("--quick", action="store_true", help="one short round of each; the figures mean nothing")
        for number in self.numbers:
            parser.add_argument(
                f"--{number.name}", type=type(number.default), default=number.default, help=number.help
            )
        parser.add_argument("--server-cpu", type=int, help="the processor of the server that is asked (the first)")
        parser.add_argument("--client-cpu", type=int, help="the processor of those who ask (the second)")
        given = parser.parse_args()
        for figure in given.figures:
            if figure not in self.figures:
                parser.error(f"no figure '{figure}'; there are {', '.join(self.figures)}")
        values = {number: getattr(given, number.name.replace("-", "_")) for number in self.numbers}
        if not all(number.is_sound(value) for number, value in values.items()):
            parser.error("rounds and seconds must be positive")
        given.values = {
            number.name.replace("-", "_"): number.quick if given.quick else value for number, value in values.items()
        }
        return given

    def run(self):
        """Does all of it; returns the status to exit with."""
        given = self.options()
        # Ends as after ctrl-c, so that what was started is ended, too.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            machine.need(self.needs)
            server_cpu, client_cpu = machine.processors(given.server_cpu, given.client_cpu)
            self.say("building ...")
            java = machine.build(*self.projects)
            about = machine.description(java, server_cpu, client_cpu, self.others())
            with contextlib.ExitStack() as stack:
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kadnode-benchmark-"))
                kit = self.kit(
                    folder=pathlib.Path(folder), java=java, server_cpu=server_cpu, client_cpu=client_cpu, say=self.say,
                    **given.values,
                )
                tables = [table for name in given.figures or self.figures for table in self.figures[name](kit)]
            print(report.text(about, tables, given.markdown))
            return 0
        except machine.Unfit as unfit:
            print(f"{self.name}: {unfit}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130

    def say(self, what):
        print(f"{self.name}: {what}", file=sys.stderr, flush=True)
