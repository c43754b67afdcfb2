"""The figures of benchmarks/dht: a function for each, which measures and returns tables."""

import contextlib
import dataclasses
import pathlib
import statistics
import subprocess
import time

import machine
from report import Table
from servers import Hosted

# Nodes that fill the routing table of the one that is measured, so that it has eight to tell of.
NEIGHBOURS = 24

# Python that has Debian's libtorrent.
PYTHON = "/usr/bin/python3"

FILL = "org.kadnode.benchmarks/org.kadnode.benchmarks.PeerFill"
LOAD = "org.kadnode.benchmarks/org.kadnode.benchmarks.QueryLoad"
HOST = "org.kadnode.benchmarks/org.kadnode.benchmarks.DhtHost"

ONE_BY_ONE = "kadnode without batches"

# Queries under way at a time: fewer than the system keeps for a socket that is read slowly.
WINDOW = 128


class Node(Hosted):
    """A node of the DHT."""

    def await_nodes(self, count):
        """Waits until it knows so many others."""
        deadline = time.monotonic() + 60
        while self.ask("nodes") < count:
            if time.monotonic() > deadline:
                raise self.failure(f"knows {self.ask('nodes')} nodes, not {count}")
            time.sleep(0.2)


class KadNode(Node):
    """Nodes of ours, in one process."""

    def __init__(self, kit, name="kadnode", count=1, peers=(), batches=True):
        super().__init__(kit, name)
        self.count = count
        self.peers = [f"127.0.0.1:{peer}" for peer in peers]
        self.batches = batches

    def command(self):
        command = self.kit.java_command(HOST, self.port, self.count, *self.peers)
        # Without leave to call the C library it takes datagrams one by one, as it does on Java 21 and elsewhere than on Linux.
        return [word for word in command if self.batches or not word.startswith("--enable-native-access")]


class Libtorrent(Node):
    """A node of Debian's libtorrent, its limits off."""

    def __init__(self, kit, peers):
        super().__init__(kit, "libtorrent")
        self.peers = peers

    def command(self):
        script = pathlib.Path(__file__).with_name("libtorrent_node.py")
        return [PYTHON, str(script), str(self.port), *map(str, self.peers)]


@dataclasses.dataclass
class Round:
    """What a node was asked and did meanwhile."""

    sent: int
    answers: int
    full: int
    micros: tuple
    cpu: float
    seconds: float


def load(kit, node, seconds, rate=0):
    """Asks a node for a while."""
    command = ["taskset", "--cpu-list", str(kit.client_cpu)]
    command += kit.java_command(LOAD, node.port, seconds, WINDOW, rate)
    before = node.cpu_seconds()
    begin = time.monotonic()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    cpu = node.cpu_seconds() - before
    if done.returncode != 0:
        raise machine.Unfit("QueryLoad failed:\n" + done.stderr[-2000:])
    sent, answers, full, *micros = done.stdout.split()
    return Round(int(sent), int(answers), int(full), tuple(map(float, micros)), cpu, time.monotonic() - begin)


@contextlib.contextmanager
def all_nodes(kit):
    """Our node, the same without batches of datagrams, and that of libtorrent, each among the same neighbours."""
    with contextlib.ExitStack() as stack:
        # On the processor of the load: what they do themselves must not count.
        beside = dataclasses.replace(kit, server_cpu=kit.client_cpu)
        neighbours = stack.enter_context(KadNode(beside, "neighbours", NEIGHBOURS))
        nodes = [
            KadNode(kit, peers=neighbours.told[:1]),
            KadNode(kit, ONE_BY_ONE, peers=neighbours.told[:1], batches=False),
            Libtorrent(kit, neighbours.told),
        ]
        for node in nodes:
            stack.enter_context(node)
            kit.say(f"{node.name} looks around ...")
            node.await_nodes(8)
            load(kit, node, kit.warm_up)
        yield nodes


def throughput(kit):
    """Answers to find_node for a second of processor time."""
    table = Table(
        "Answers to find_node",
        ["node", "answers/s", "with 8 nodes", "lost", "CPU busy", "µs of CPU/answer", "answers per CPU-second",
         "kadnode by CPU", "bytes allocated/answer"],
        f"Medians of {kit.rounds} rounds of {kit.seconds:g} s, the nodes in turn, {WINDOW} queries under way at a time from"
        " 2,048 addresses of this machine. Our node has the limits of the daemon, those of libtorrent are off. Without batches,"
        " our node makes two system calls for an answer, as on Java 21.",
        "100,000 answers per CPU-second, ~0 bytes allocated",
    )
    with all_nodes(kit) as nodes:
        rounds = {node.name: [] for node in nodes}
        allocated = {node.name: [] for node in nodes if isinstance(node, KadNode)}
        for number in range(kit.rounds):
            for node in nodes:
                kit.say(f"throughput, round {number + 1}: {node.name} ...")
                begin = node.ask("allocated") if node.name in allocated else 0
                done = load(kit, node, kit.seconds)
                rounds[node.name].append(done)
                if node.name in allocated:
                    allocated[node.name].append((node.ask("allocated") - begin) / max(1, done.answers))
        per_cpu = {name: median(each.answers / each.cpu for each in all) for name, all in rounds.items()}
        for name, all in rounds.items():
            table.add(
                name,
                f"{median(each.answers / kit.seconds for each in all):,.0f}",
                f"{100 * median(each.full / max(1, each.answers) for each in all):.0f} %",
                f"{max(each.sent - each.answers for each in all):,}",
                f"{100 * median(each.cpu / kit.seconds for each in all):.0f} %",
                f"{1e6 / per_cpu[name]:.1f}",
                f"{per_cpu[name]:,.0f}",
                "" if name == "kadnode" else f"{per_cpu['kadnode'] / per_cpu[name]:.2f} ×",
                f"{median(allocated[name]):,.0f}" if name in allocated else "",
            )
    return [table]


def latency(kit):
    """How soon answers come when the node is not at its limit."""
    rate = 50_000
    table = Table(
        f"Latency at {rate:,} queries/s",
        ["node", "p50 ms", "p99 ms", "p99.9 ms", "answers/s", "lost"],
        f"Medians of {kit.rounds} rounds of {kit.seconds:g} s, the nodes in turn; queries are sent by the clock as long as"
        f" fewer than {WINDOW} are under way. Answers are timed once the program that asks is warm, after two seconds.",
        "p99 < 1 ms",
    )
    with all_nodes(kit) as nodes:
        rounds = {node.name: [] for node in nodes}
        for number in range(kit.rounds):
            for node in nodes:
                kit.say(f"latency, round {number + 1}: {node.name} ...")
                rounds[node.name].append(load(kit, node, kit.seconds, rate))
        for name, all in rounds.items():
            table.add(
                name,
                *(f"{median(each.micros[i] for each in all) / 1e3:.2f}" for i in range(3)),
                f"{median(each.answers / kit.seconds for each in all):,.0f}",
                f"{max(each.sent - each.answers for each in all):,}",
            )
    return [table]


def storage(kit):
    """What the peers take that others announce."""
    table = Table(
        "Stored peers",
        ["peers", "identifiers", "bytes of heap for each"],
        "The heap in use after full collections, before and after peers of IPv4 were announced to a node, each from an address of"
        " its own; all that the node keeps about them is in it.",
        "1,000,000 peers of 64 bytes each",
    )
    for peers, identifiers in ((1_000_000, 1_000), (1_000_000, 16_384), (262_144, 16_384)):
        kit.say(f"storage: {peers:,} peers ...")
        done = subprocess.run(
            kit.java_command(FILL, peers, identifiers), stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise machine.Unfit("PeerFill failed:\n" + done.stderr[-2000:])
        stored, each = done.stdout.split()
        table.add(f"{int(stored):,}", f"{identifiers:,}", each)
    return [table]


def median(values):
    return statistics.median(list(values))


ALL = {"throughput": throughput, "latency": latency, "storage": storage}
