"""The servers that are measured, and what the measurements have in common."""

import contextlib
import dataclasses
import os
import pathlib
import socket
import subprocess
import time

import machine
from dnsperf import Dnsperf
from kit import RoundsKit

MODULE = "org.kadnode.benchmarks/org.kadnode.benchmarks.DnsHost"

# For whatever must not change while it is looked at.
KEPT = {"dns.ttl": "1 day"}

# How long a server may take to start or to end, in seconds.
PATIENCE = 30


@dataclasses.dataclass
class DnsKit(RoundsKit):
    """The same with dnsperf."""

    def __post_init__(self):
        self.dnsperf = Dnsperf(self.folder, self.client_cpu)

    def questions(self, label, names):
        """A file of questions for addresses, as dnsperf reads it."""
        path = self.folder / f"{label}.questions"
        path.write_text("".join(f"{name}.p2p A\n" for name in names))
        return path

    def cached(self, count):
        """Questions for names that are known at once."""
        return self.questions(f"cached-{count}", (f"cached{i}" for i in range(count)))

    def fill(self, server, questions):
        """Asks each question of a file once, so that a round measures what its title says: names expire meanwhile."""
        # Slowly: what a cache does with many questions at once before it has the answer is not the point.
        self.dnsperf.once(server, questions, outstanding=10).must_succeed()


def end(process):
    """Ends a program as its user would, and if that takes too long, at once."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Server:
    """A name server, pinned to the processor for servers, from entering to leaving the context."""

    def __init__(self, kit, name):
        self.kit = kit
        self.name = name
        self.port = free_port()
        self.log = kit.folder / f"{name}-{self.port}.log"

    def __enter__(self):
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                ["taskset", "--cpu-list", str(self.kit.server_cpu), *self.command()],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                # A session of its own: ctrl-c reaches this script alone, which then ends the servers.
                start_new_session=True,
            )
        try:
            self.await_start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        end(self.process)
        self.process.stdout.close()

    def await_start(self):
        """Waits for the first answer of any kind."""
        question = bytes.fromhex("000100000001000000000000") + b"\x06cached\x03p2p\x00" + bytes.fromhex("00010001")
        deadline = time.monotonic() + PATIENCE
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
            asker.settimeout(0.1)
            asker.connect(("127.0.0.1", self.port))
            while time.monotonic() < deadline:
                self.must_live()
                with contextlib.suppress(OSError):
                    asker.send(question)
                    asker.recv(512)
                    return
                time.sleep(0.05)
        raise self.failure("does not answer")

    def must_live(self):
        if self.process.poll() is not None:
            raise self.failure(f"ended with {self.process.returncode}")

    def failure(self, what):
        return machine.Unfit(f"{self.name} {what}:\n" + self.log.read_text()[-2000:])

    def cpu_seconds(self):
        """The processor time that all its threads have taken so far."""
        return machine.cpu_seconds(self.process.pid)

    def takes_tcp(self):
        """Whether it listens on TCP."""
        with socket.socket() as asker:
            return asker.connect_ex(("127.0.0.1", self.port)) == 0


class Hosted(Server):
    """A server that says when it is ready, and obeys commands on its standard input."""

    def await_start(self):
        word, *self.told = self.process.stdout.readline().split() or [""]
        if word != "ready":
            raise self.failure("does not start")

    def ask(self, command):
        """Gives a command and returns the number that is its answer."""
        try:
            self.process.stdin.write(command + "\n")
            self.process.stdin.flush()
            return int(self.process.stdout.readline())
        except (BrokenPipeError, ValueError) as ended:
            raise self.failure(f"does not answer to '{command}'") from ended


class KadNode(Hosted):
    """Our plugin, with all its defaults unless settings say otherwise."""

    def __init__(self, kit, settings=None, name="kadnode"):
        super().__init__(kit, name)
        self.settings = {"dns.port": self.port} | (settings or {})

    def command(self):
        settings = [f"{path}={value}" for path, value in self.settings.items()]
        return self.kit.java_command(MODULE, *settings)


class Unbound(Server):
    """unbound with one thread, as a cache before another server."""

    def __init__(self, kit, upstream):
        super().__init__(kit, "unbound")
        self.upstream = upstream

    def command(self):
        config = self.kit.folder / f"unbound-{self.port}.conf"
        # Validation is left out of the modules: nothing here is signed. A cached answer is the same with and without.
        config.write_text(f"""
server:
  num-threads: 1
  interface: 127.0.0.1@{self.port}
  port: {self.port}
  access-control: 127.0.0.0/8 allow
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "{self.kit.folder}"
  pidfile: ""
  use-syslog: no
  verbosity: 0
  module-config: "iterator"
  do-not-query-localhost: no
remote-control:
  control-enable: no
forward-zone:
  name: "p2p."
  forward-addr: 127.0.0.1@{self.upstream}
""")
        return [machine.program_path("unbound"), "-d", "-c", str(config)]


class Dnsmasq(Server):
    """dnsmasq, as a cache before another server."""

    def __init__(self, kit, upstream):
        super().__init__(kit, "dnsmasq")
        self.upstream = upstream

    def command(self):
        return [
            machine.program_path("dnsmasq"), "--keep-in-foreground", "--conf-file=/dev/null", "--pid-file=",
            # Root would become another user, who can't read or write here.
            *(["--user=root"] if os.getuid() == 0 else []), "--log-facility=-",
            f"--port={self.port}", "--listen-address=127.0.0.1", "--bind-interfaces",
            "--no-resolv", "--no-hosts", f"--server=/p2p/127.0.0.1#{self.upstream}",
            "--cache-size=10000", "--dns-forward-max=1000",
        ]


def free_port():
    """A port that neither UDP nor TCP uses on the loopback addresses."""
    while True:
        with contextlib.ExitStack() as probes:
            tcp = probes.enter_context(socket.socket())
            tcp.bind(("127.0.0.1", 0))
            port = tcp.getsockname()[1]
            with contextlib.suppress(OSError):
                probes.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)).bind(("127.0.0.1", port))
                if socket.has_ipv6 and pathlib.Path("/proc/net/if_inet6").exists():
                    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                        probes.enter_context(socket.socket(socket.AF_INET6, kind)).bind(("::1", port))
                return port


@contextlib.contextmanager
def all_cached(kit, questions):
    """The three servers with the answers to questions in their caches. What unbound and dnsmasq had them from is ended
    then, so that they cannot but answer from there."""
    with contextlib.ExitStack() as stack:
        with KadNode(kit, KEPT, name="upstream") as upstream:
            others = [stack.enter_context(kind(kit, upstream.port)) for kind in (Unbound, Dnsmasq)]
            for server in others:
                for path in questions:
                    kit.fill(server, path)
        servers = [stack.enter_context(KadNode(kit)), *others]
        for server in servers:
            for path in questions:
                kit.fill(server, path)
                if kit.warm_up:
                    kit.dnsperf.flood(server, path, kit.warm_up / len(questions))
        yield servers
