"""dnsperf as a function: runs it pinned to the client's processor and reads what it prints."""

import contextlib
import dataclasses
import os
import re
import subprocess

import machine

# Questions under way at a time when a server is to do all it can: enough to keep it busy, few enough for its socket's
# buffer.
OUTSTANDING = 100

# More than what a rate can have under way, so that a slow answer never holds up the next question.
UNBOUNDED = 60000


@dataclasses.dataclass
class Run:
    """What came of one run."""

    server: str
    sent: int
    completed: int
    lost: int
    codes: dict
    seconds: float
    cpu_server: float
    cpu_client: float
    latencies: list

    @property
    def rate(self):
        """Answers a second."""
        return self.completed / self.seconds

    @property
    def answered(self):
        """The share of the questions sent that got an address."""
        return self.codes.get("NOERROR", 0) / self.sent if self.sent else 0.0

    @property
    def cost(self):
        """Processor time of the server for one answer, in microseconds."""
        return self.cpu_server * 1e6 / self.completed if self.completed else float("nan")

    def must_succeed(self):
        """Insists that all questions were answered with an address."""
        if self.codes.keys() != {"NOERROR"} or self.lost:
            raise machine.Unfit(f"{self.server} was to answer all questions, but lost {self.lost}; codes {self.codes}")

    def latency(self, share):
        """The latency in milliseconds that this share of the questions did not exceed; lost ones took forever."""
        count = len(self.latencies) + self.lost
        rank = min(count - 1, int(share * count))
        return self.latencies[rank] * 1000 if rank < len(self.latencies) else float("inf")


class Dnsperf:
    """Starts dnsperf."""

    def __init__(self, folder, cpu):
        self.folder = folder
        self.cpu = cpu

    def once(self, server, questions, outstanding=OUTSTANDING):
        """Asks each question of a file once."""
        return self.run(server, questions, "-n", "1", "-q", str(outstanding))

    def flood(self, server, questions, seconds, mode="udp"):
        """Asks as fast as answers come. Over TCP on four connections."""
        more = ["-m", "tcp", "-c", "4"] if mode == "tcp" else []
        return self.run(server, questions, "-l", str(seconds), "-q", str(OUTSTANDING), *more)

    def steady(self, server, questions, seconds, rate):
        """Asks at a fixed rate, however long the answers take, and keeps every latency."""
        return self.run(server, questions, *at_rate(seconds, rate), "-v")

    def run(self, server, questions, *arguments):
        with self.start(server, questions, *arguments) as running:
            return running.finish()

    @contextlib.contextmanager
    def beside(self, server, questions, seconds, rate):
        """Asks at a fixed rate while the block runs. The block gets a function that waits for the end of it."""
        with self.start(server, questions, *at_rate(seconds, rate)) as running:
            yield running.finish

    @contextlib.contextmanager
    def start(self, server, questions, *arguments):
        running = Running(self, server, questions, arguments)
        try:
            yield running
        finally:
            running.end()


class Running:
    """dnsperf while it runs. It writes to a file: reading a pipe would take processor time from somebody."""

    def __init__(self, dnsperf, server, questions, arguments):
        self.server = server
        self.cpu_before = server.cpu_seconds()
        # By its own number, as two may run at a time.
        self.output = dnsperf.folder / f"dnsperf-{id(self)}.out"
        command = ["taskset", "--cpu-list", str(dnsperf.cpu), machine.program_path("dnsperf")]
        command += ["-s", "127.0.0.1", "-p", str(server.port), "-d", str(questions), "-W", *arguments]
        with open(self.output, "w") as output:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )

    def finish(self):
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.server.must_live()
        text = self.output.read_text()
        if self.process.returncode != 0:
            raise machine.Unfit(f"dnsperf ended with {self.process.returncode}:\n{text[-2000:]}")
        return Run(
            server=self.server.name,
            sent=int(number(text, r"Queries sent: +(\d+)")),
            completed=int(number(text, r"Queries completed: +(\d+)")),
            lost=int(number(text, r"Queries lost: +(\d+)")),
            codes={code: int(count) for code, count in re.findall(r"([A-Z0-9]+) (\d+) \([0-9.]+%\)", codes_of(text))},
            seconds=number(text, r"Run time \(s\): +([0-9.]+)"),
            cpu_server=self.server.cpu_seconds() - self.cpu_before,
            cpu_client=usage.ru_utime + usage.ru_stime,
            latencies=sorted(float(each) for each in re.findall(r"^> [A-Z0-9]{2,} .* ([0-9.]+)$", text, re.MULTILINE)),
        )

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.output.unlink(missing_ok=True)


def at_rate(seconds, rate):
    return ["-l", str(seconds), "-Q", str(max(1, round(rate))), "-q", str(UNBOUNDED)]


def number(text, pattern):
    found = re.search(pattern, text)
    if not found:
        raise machine.Unfit(f"dnsperf did not print what was expected:\n{text[-2000:]}")
    return float(found[1])


def codes_of(text):
    found = re.search(r"Response codes: +(.*)", text)
    return found[1] if found else ""
