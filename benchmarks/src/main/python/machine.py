"""The machine that measures: what it lacks, what it is, and the build of what is measured."""

import datetime
import os
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[4]
BUILT = ROOT / "benchmarks/target/quick"

# As distribution/src/main/bin/kadnode starts the daemon.
JVM = [
    "-XX:+UseSerialGC", "-Xms8m", "-Xmx128m", "-XX:-UsePerfData", "-Xshare:auto", "-Xlog:disable",
    "--add-modules", "java.naming,java.net.http,java.xml,jdk.httpserver",
    "--enable-native-access=org.kadnode.kernel",
]

# Where the program lies once it is built.
HOME = ROOT / "distribution/target/quick/kadnode"

PACKAGES = {
    "dnsmasq": "dnsmasq-base",
    "dnsperf": "dnsperf",
    "mvn": "maven",
    "taskset": "util-linux",
    "unbound": "unbound",
    "xz": "xz-utils",
}


class Unfit(Exception):
    """Something is missing or does not work as it must; the message says what to do."""


def need(programs):
    """Makes sure that programs are there."""
    missing = [program for program in programs if program_path(program) is None]
    if missing:
        packages = " ".join(sorted(PACKAGES[program] for program in missing))
        raise Unfit(f"not found: {', '.join(missing)}. On Debian: apt-get install --no-install-recommends {packages}")


def program_path(name):
    """Where a program is. Servers lie in folders that are not on everybody's PATH."""
    return shutil.which(name, path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin")


def processors(server, client):
    """The processors to pin to: those that were chosen, else the first two that we may use."""
    usable = sorted(os.sched_getaffinity(0))
    if len(usable) < 2:
        raise Unfit("needs two processors: one for the server, one for dnsperf")
    server = usable[0] if server is None else server
    client = next(cpu for cpu in usable if cpu != server) if client is None else client
    if server == client or not {server, client} <= set(usable):
        raise Unfit(f"server and client need a processor each, out of {usable}")
    return server, client


def build(*projects):
    """Builds the benchmarks, and whatever else is wanted, quickly; returns the program java."""
    find = f'. "{ROOT}/distribution/src/main/libexec/find-java.sh"; find_java 22 javac && echo "$java_home"'
    home = subprocess.run(["sh", "-c", find], capture_output=True, text=True).stdout.strip()
    if not home:
        raise Unfit("no JDK 22 or newer found; install one or name it in JAVA_HOME")
    command = ["mvn", "--batch-mode", "--quiet", "--file", str(ROOT / "pom.xml"), "--activate-profiles", "quick"]
    command += ["--projects", ",".join(["benchmarks", *projects]), "--also-make", "package"]
    built = subprocess.run(
        command, env=os.environ | {"JAVA_HOME": home}, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if built.returncode != 0:
        raise Unfit("the build failed:\n" + (built.stdout + built.stderr)[-3000:])
    return pathlib.Path(home) / "bin/java"


def description(java, server_cpu, client_cpu, others):
    """What the figures belong to, as pairs of label and value; the last ones tell of the other programs."""
    return [
        ("Date", datetime.date.today().isoformat()),
        ("Commit", commit()),
        ("Processor", f"{processor_model()}, {os.cpu_count()} logical"),
        ("Pinned to", f"server {server_cpu}, client {client_cpu}"),
        ("Load before", "{:.2f} in the last 15 minutes".format(os.getloadavg()[2])),
        ("Kernel", f"{os.uname().sysname} {os.uname().release}"),
        ("Java", first_line(output(str(java), "-version"))),
        *others,
    ]


def name_servers():
    """The versions of what the DNS plugin is compared with."""
    return [
        ("unbound", first_line(output("unbound", "-V"))),
        ("dnsmasq", first_line(output("dnsmasq", "--version")).split("  ")[0]),
        ("dnsperf", first_line("".join(output("dnsperf", "-h").partition("Version")[1:]))),
    ]


def libtorrent(python):
    """The version of what the DHT is compared with."""
    return [("libtorrent", output(python, "-c", "import libtorrent; print(libtorrent.version)"))]


def cpu_seconds(pid):
    """The processor time that all threads of a process have taken so far."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def commit():
    """The commit that is checked out, and whether the files differ from it."""
    git = ["git", "-C", str(ROOT)]
    try:
        head = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
        changes = subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head.stdout.strip() + (" with changes" if changes.stdout else "")


def processor_model():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return os.uname().machine


def output(program, *arguments):
    """All that a program prints."""
    path = program_path(program)
    if path is None:
        return ""
    ran = subprocess.run([path, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return ran.stdout.strip()


def first_line(text):
    return text.partition("\n")[0].strip()
