"""The measurements. Each returns tables; see docs/performance.md for what they mean and how they are taken."""

import itertools
import math
import statistics

from report import Table
from servers import KEPT, KadNode, all_cached

# Names of the larger set, and of the memory figure.
SET = 1000
MANY = 100_000

# Questions a second whose latency is measured.
STEADY = 10_000


def cached(kit):
    """Cached names over UDP, as fast as each server can."""
    table = Table(
        "Cached names over UDP",
        ["names", "server", "answers/s", "lost", "server busy", "dnsperf busy", "µs of CPU/answer", "kadnode by rate",
         "kadnode by CPU"],
        f"Medians of {rounds(kit)}, the servers in turn. 'Busy' is the share of its processor. Where a server is not "
        "busy all the time, dnsperf or something else on the machine was the bottleneck, and the rates say less than the "
        "processor time for an answer. "
        "'kadnode by rate' is its rate as a multiple of the server's in that row, 'by CPU' the same of answers for the "
        "same processor time.",
        "1.0 × both, better 1.5 ×",
    )
    sets = {count: kit.cached(count) for count in (1, SET)}
    kit.say("cached: warming up ...")
    with all_cached(kit, sets.values()) as servers:
        for count, path in sets.items():
            runs = {server.name: [] for server in servers}
            for turn in range(kit.rounds):
                for server in servers:
                    kit.fill(server, path)
                    runs[server.name].append(kit.dnsperf.flood(server, path, kit.seconds))
                    kit.say(f"cached: {count} names, round {turn + 1}, {server.name}: {runs[server.name][-1].rate:.0f}/s")
            ours = runs["kadnode"]
            for name, each in runs.items():
                multiples = ["", ""] if each is ours else [
                    times(median(ours, "rate") / median(each, "rate")),
                    times(median(each, "cost") / median(ours, "cost")),
                ]
                table.add(
                    whole(count), name, whole(median(each, "rate")), lost(each),
                    percent(statistics.median(run.cpu_server / run.seconds for run in each)),
                    percent(statistics.median(run.cpu_client / run.seconds for run in each)),
                    f"{median(each, 'cost'):.1f}", *multiples,
                )
    return [table]


def latency(kit):
    """How long answers take at a rate that all servers can keep up with."""
    table = Table(
        f"Latency at {whole(STEADY)} questions/s",
        ["server", "p50 ms", "p99 ms", "p99.9 ms", "max ms", "questions/s", "lost"],
        f"Cached names out of {whole(SET)} over UDP; medians of {rounds(kit)}, the servers in turn, but the greatest of "
        "all for the maximum. dnsperf sends by the clock whether or not answers have come, so a stall of the server counts "
        "for every question that falls into it; a lost one counts as endless.",
        "p99 ≤ 1 ms, none lost",
    )
    path = kit.cached(SET)
    kit.say("latency: warming up ...")
    with all_cached(kit, [path]) as servers:
        runs = {server.name: [] for server in servers}
        for turn in range(kit.rounds):
            for server in servers:
                kit.fill(server, path)
                runs[server.name].append(kit.dnsperf.steady(server, path, kit.seconds, STEADY))
                kit.say(f"latency: round {turn + 1}, {server.name}: p99 {runs[server.name][-1].latency(0.99):.2f} ms")
        for name, each in runs.items():
            shares = [statistics.median(run.latency(share) for run in each) for share in (0.5, 0.99, 0.999)]
            greatest = max(run.latency(1) for run in each)
            table.add(
                name, *map(millis, [*shares, greatest]),
                whole(statistics.median(run.sent / run.seconds for run in each)), lost(each),
            )
    return [table]


def mixed(kit):
    """What searches do to the rate of cached answers."""
    table = Table(
        "Mixed load",
        ["beside the cached names", "cached answers/s", "of those alone", "of those beside cached", "lost",
         "second dnsperf answered"],
        f"One dnsperf asks for {whole(SET)} cached names as fast as answers come. A second one beside it asks at a fixed "
        "rate, one ninth of what the first reached alone in the same round: one question in ten of all. It asks either for "
        "fresh names that take a search of 200 ms, or, for comparison, for cached ones, which shows what a second dnsperf "
        "on the same processor costs by itself. Two of them, so that questions that wait do not fill the window of the "
        f"first. Medians of {rounds(kit)}, ratios of medians.",
        "≥ 90 % of the rate beside cached names",
    )
    path = kit.cached(SET)
    # Counts on from round to round, for no search must find what an earlier one has left in a cache.
    fresh = itertools.count()
    alone, beside = [], {"cached": [], "slow": []}
    kit.say("mixed: warming up ...")
    with KadNode(kit) as server:
        kit.dnsperf.flood(server, path, max(1, kit.warm_up))
        slow = kit.questions("slow-warm-up", (f"slow{next(fresh)}" for _ in range(1000)))
        kit.dnsperf.steady(server, slow, max(1, kit.warm_up / 5), 500)
        for turn in range(kit.rounds):
            kit.fill(server, path)
            alone.append(kit.dnsperf.flood(server, path, kit.seconds))
            rate = alone[-1].rate / 9
            needed = int(rate * kit.seconds) + 1000
            slow = kit.questions("slow", (f"slow{next(fresh)}" for _ in range(needed)))
            for kind, questions in (("cached", path), ("slow", slow)):
                kit.fill(server, path)
                with kit.dnsperf.beside(server, questions, kit.seconds, rate) as finish:
                    fast = kit.dnsperf.flood(server, path, kit.seconds)
                    beside[kind].append((fast, finish()))
                kit.say(f"mixed: round {turn + 1}, {alone[-1].rate:.0f}/s alone, {fast.rate:.0f}/s beside {kind}")
    base = median(alone, "rate")
    control = median([fast for fast, _ in beside["cached"]], "rate")
    table.add("nothing", whole(base), "", "", lost(alone), "")
    for kind, label in (("cached", "10 % cached names"), ("slow", "10 % names that need a search")):
        rate = median([fast for fast, _ in beside[kind]], "rate")
        table.add(
            label, whole(rate), percent(rate / base), percent(rate / control) if kind == "slow" else "",
            lost([fast for fast, _ in beside[kind]]),
            percent(statistics.median(other.answered for _, other in beside[kind])),
        )
    return [table]


def memory(kit):
    """What a cached name takes of the heap."""
    table = Table(
        "Memory",
        ["names asked once", "heap MB", "heap MB without cache", "held", "bytes/name"],
        "The heap in use after full collections, of one server whose cache has room for all names and of one whose cache "
        "has room for 16, both asked the same. 'Held' is the share of the names that a second pass finds without asking "
        "the node; their difference in memory is divided by that number, and holds the cache's empty places, too.",
        "≤ 300 bytes a name",
    )
    path = kit.cached(MANY)
    heaps, held = [], 0.0
    for size in (1 << 18, 16):
        kit.say(f"memory: {MANY} names, dns.cache-size={size} ...")
        with KadNode(kit, KEPT | {"dns.cache-size": size}) as server:
            passes = []
            for _ in range(2):
                before = server.ask("resolved")
                kit.dnsperf.once(server, path).must_succeed()
                passes.append(server.ask("resolved") - before)
            heaps.append(server.ask("heap"))
            if not held and passes[0]:
                held = 1 - passes[1] / passes[0]
    per_name = (heaps[0] - heaps[1]) / (held * MANY) if held > 0.01 else None
    table.add(
        whole(MANY), f"{heaps[0] / 1e6:.1f}", f"{heaps[1] / 1e6:.1f}", percent(held),
        "no cache" if per_name is None else whole(per_name),
    )
    return [table]


def tcp(kit):
    """Cached names over TCP."""
    table = Table(
        "Cached names over TCP",
        ["server", "answers/s", "lost"],
        f"For information: {whole(SET)} cached names on four connections, pipelined. Medians of {rounds(kit)}, the servers "
        "in turn.",
        "",
    )
    path = kit.cached(SET)
    kit.say("tcp: warming up ...")
    with all_cached(kit, [path]) as servers:
        listening = [server for server in servers if server.takes_tcp()]
        runs = {server.name: [] for server in servers}
        for server in listening:
            kit.dnsperf.flood(server, path, max(1, kit.warm_up), mode="tcp")
        for turn in range(kit.rounds):
            for server in listening:
                kit.fill(server, path)
                runs[server.name].append(kit.dnsperf.flood(server, path, kit.seconds, mode="tcp"))
                kit.say(f"tcp: round {turn + 1}, {server.name}: {runs[server.name][-1].rate:.0f}/s")
        for name, each in runs.items():
            table.add(name, *([whole(median(each, "rate")), lost(each)] if each else ["not listening", ""]))
    return [table]


ALL = {"cached": cached, "latency": latency, "mixed": mixed, "memory": memory, "tcp": tcp}


def rounds(kit):
    return f"{kit.rounds} rounds of {kit.seconds:g} s" if kit.rounds > 1 else f"1 round of {kit.seconds:g} s"


def median(runs, field):
    return statistics.median(getattr(run, field) for run in runs)


def lost(runs):
    return whole(sum(run.lost for run in runs))


def whole(value):
    return f"{value:,.0f}"


def millis(value):
    return "∞" if math.isinf(value) else f"{value:.2f}"


def percent(share):
    return f"{share * 100:.0f} %"


def times(ratio):
    return f"{ratio:.2f} ×"
