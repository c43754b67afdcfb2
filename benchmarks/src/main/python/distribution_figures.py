"""The figures of benchmarks/distribution: a function for each, which measures and returns tables."""

import contextlib
import dataclasses
import os
import pathlib
import socket
import statistics
import subprocess
import time

import machine
from dht_figures import KadNode
from kit import Kit
from report import Table
from servers import PATIENCE, end, free_port

SWARM = 100

# What the node that is measured announces itself.
NAME = "first.p2p"


@dataclasses.dataclass
class DistributionKit(Kit):
    """The same for distributions, of which it makes each once."""

    idle: float

    def assembled(self, name, *choice):
        """A distribution, made once."""
        made = self.folder / name
        if not made.exists():
            self.say(f"assembling {name} ...")
            command = [str(machine.HOME / "bin/kadnode-assemble"), "--output", str(made), *choice]
            done = subprocess.run(
                command, env=os.environ | {"JAVA_HOME": str(self.java.parents[1])}, stdin=subprocess.DEVNULL,
                capture_output=True, text=True,
            )
            if done.returncode != 0:
                raise machine.Unfit(f"kadnode-assemble failed:\n{done.stderr[-2000:]}")
        return made


def packed(folder, *parts):
    """How long an archive is that holds parts of a folder, without what is made where it is unpacked."""
    tar = subprocess.Popen(
        ["tar", "--create", "--sort=name", "--exclude=./cache", "--directory", str(folder), *(parts or ["."])],
        stdout=subprocess.PIPE,
    )
    length = len(subprocess.run(["xz", "-9e", "--stdout"], stdin=tar.stdout, stdout=subprocess.PIPE, check=True).stdout)
    tar.stdout.close()
    if tar.wait() != 0:
        raise machine.Unfit(f"tar could not pack {folder}")
    return length


def sizes(kit):
    """What has to be downloaded, and what lies on the disk."""
    table = Table(
        "Sizes",
        ["what", "tar.xz, KB", "unpacked, KB", "to reach, KB"],
        "An archive is made with tar and xz -9e, without the classes prepared for a faster start, which are made where it is"
        " unpacked. Jars in it are stored, so that all of them are packed together. KB are 1,000 bytes.",
        "",
    )
    minimal = kit.assembled("minimal", "--profile=minimal", "--no-runtime")
    [kernel] = (minimal / "lib").glob("kadnode-kernel-*.jar")
    table.add("kernel jar", kilobytes(packed(minimal / "lib", kernel.name)), kilobytes(kernel.stat().st_size), "250")
    for name, choice, wanted in (
        ("minimal without a Java of its own", ("minimal", "--profile=minimal", "--no-runtime"), "1,000"),
        ("router with its Java", ("router", "--profile=router"), "25,000"),
        ("full with its Java", ("full", "--profile=full"), "30,000"),
    ):
        made = kit.assembled(*choice)
        table.add(name, kilobytes(packed(made)), kilobytes(disk_usage(made)), wanted)
    return [table]


def disk_usage(folder):
    return sum(
        path.stat().st_size for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and folder / "cache" not in path.parents
    )


class Daemon:
    """A daemon on ports of its own, from entering to leaving the context."""

    def __init__(self, kit, home, name, *options):
        self.kit = kit
        self.home = home
        self.dns = free_port()
        self.control = free_port()
        state = kit.folder / f"{name}-{self.control}"
        self.command = [
            str(home / "bin/kadnode"), "--port", str(free_port()), "--cmd-port", str(self.control),
            "--dns-port", str(self.dns), "--cmd-disable-stdin", "--verbosity", "quiet", "--state-dir", str(state),
            "--value-id", NAME, *options,
        ]

    def __enter__(self):
        self.begin = time.monotonic()
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )
        return self

    def __exit__(self, *_):
        end(self.process)
        self.process.stderr.close()

    def seconds_to_first_answer(self):
        """From the start of the process to its first answer with an address, asked every two milliseconds."""
        question = bytes.fromhex("000101000001000000000000") + b"".join(
            bytes([len(label)]) + label.encode() for label in NAME.split(".")
        ) + bytes.fromhex("0000010001")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
            asker.settimeout(0.002)
            asker.connect(("127.0.0.1", self.dns))
            while time.monotonic() - self.begin < PATIENCE:
                try:
                    asker.send(question)
                    answer = asker.recv(512)
                    # One answer record at least.
                    if answer[6:8] != b"\x00\x00":
                        return time.monotonic() - self.begin
                except socket.timeout:
                    continue
                except ConnectionRefusedError:
                    # Told at once as long as nobody listens: to ask on without a pause would take a processor from the start.
                    time.sleep(0.002)
                if self.process.poll() is not None:
                    raise machine.Unfit("the daemon ended:\n" + self.process.stderr.read()[-2000:])
        raise machine.Unfit("the daemon does not answer")

    def seconds_of_status(self):
        """How long kadnode-ctl takes."""
        begin = time.monotonic()
        subprocess.run(
            [str(self.home / "bin/kadnode-ctl"), "-p", str(self.control), "status"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True,
        )
        return time.monotonic() - begin

    def resident(self):
        """Kilobytes of memory in use."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1000
        return 0

    def cpu_seconds(self):
        return machine.cpu_seconds(self.process.pid)


def start(kit):
    """How soon it is of use."""
    table = Table(
        "Start",
        ["what", "to the first DNS answer, ms", "kadnode-ctl status, ms"],
        f"Medians of {kit.rounds} starts, the distributions in turn. The answer is the address of a name that the node itself"
        " announces, so no search is part of it; it is asked for every 2 ms.",
        "≤ 250 ms, ≤ 60 ms",
    )
    homes = {
        "full, sealed, classes prepared": kit.assembled("full", "--profile=full"),
        "router, sealed, classes prepared": kit.assembled("router", "--profile=router"),
        "full, drop-in, classes prepared": kit.assembled("drop-in", "--profile=full", "--drop-in"),
        "full, as built, nothing prepared": machine.HOME,
    }
    first = {name: [] for name in homes}
    status = {name: [] for name in homes}
    for number in range(kit.rounds):
        kit.say(f"start, round {number + 1} ...")
        for name, home in homes.items():
            with Daemon(kit, home, "start", *quiet(home)) as daemon:
                first[name].append(daemon.seconds_to_first_answer())
                daemon.seconds_of_status()
                status[name].append(daemon.seconds_of_status())
    for name in homes:
        table.add(name, f"{1000 * statistics.median(first[name]):.0f}", f"{1000 * statistics.median(status[name]):.0f}")
    return [table]


def quiet(home):
    """Options that keep a daemon from others, as far as it has the plugins for it."""
    text = subprocess.run([str(home / "bin/kadnode"), "--help"], capture_output=True, text=True, check=True).stdout
    options = ["--lpd-disable", "--fwd-disable"]
    given = [option for option in options if f"  {option} " in text]
    for option in ("--web-port", "--nss-port"):
        if f"  {option} " in text:
            given += [option, str(free_port()) if option == "--web-port" else "0"]
    return given


def idle(kit):
    """What it takes while it does nothing but to be part of a swarm."""
    table = Table(
        "Idle",
        ["what", "resident, MB", "CPU, % of one", "to reach"],
        f"After {kit.idle / 60:g} minutes in a swarm of {SWARM} nodes on this machine, the CPU over the second half of that time."
        " MB are 1,000,000 bytes.",
        "",
    )
    homes = {
        "router": (kit.assembled("router", "--profile=router"), "56 MB, 0.3 %"),
        "full": (kit.assembled("full", "--profile=full"), "90 MB, 0.3 %"),
    }
    beside = dataclasses.replace(kit, server_cpu=kit.client_cpu)
    with contextlib.ExitStack() as stack:
        neighbours = stack.enter_context(KadNode(beside, "neighbours", SWARM - len(homes)))
        daemons = {
            name: stack.enter_context(
                Daemon(kit, home, name, "--peer", f"127.0.0.1:{neighbours.port}", *quiet(home)))
            for name, (home, _) in homes.items()
        }
        kit.say(f"idling for {kit.idle:g} s ...")
        time.sleep(kit.idle / 2)
        before = {name: daemon.cpu_seconds() for name, daemon in daemons.items()}
        time.sleep(kit.idle / 2)
        for name, daemon in daemons.items():
            cpu = 100 * (daemon.cpu_seconds() - before[name]) / (kit.idle / 2)
            table.add(name, f"{daemon.resident() / 1000:.1f}", f"{cpu:.2f}", homes[name][1])
    return [table]


def kilobytes(count):
    return f"{count / 1000:,.0f}"


ALL = {"sizes": sizes, "start": start, "idle": idle}
