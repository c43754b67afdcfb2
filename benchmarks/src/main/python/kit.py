"""What all measurements have in common."""

import dataclasses
import pathlib
from typing import Callable

import machine


@dataclasses.dataclass
class Kit:
    """What a measurement is given: where, on which processors, how often, and whom it tells of its progress."""

    folder: pathlib.Path
    java: pathlib.Path
    server_cpu: int
    client_cpu: int
    rounds: int
    say: Callable[[str], None]

    def java_command(self, module, *words):
        """A program of the benchmarks, with the options of the daemon."""
        modules = [str(machine.BUILT / "modules"), *map(str, machine.BUILT.glob("kadnode-benchmarks-*.jar"))]
        return [str(self.java), *machine.JVM, "--module-path", ":".join(modules), "--module", module, *map(str, words)]


@dataclasses.dataclass
class RoundsKit(Kit):
    """The same for rounds of some length, after a time in which the virtual machine gets warm."""

    seconds: float
    warm_up: float
