"""A swarm of libtorrent nodes in one process, driven by lines on standard input.

    libtorrent_swarm.py ADDRESS FIRST_PORT COUNT BOOTSTRAP_PORT

`announce HEX` makes the first node announce an identifier with its own port, `lookup HEX` makes the last one search for
it until it finds something. Prints `READY` once all nodes have joined, and `FOUND HEX ADDRESS:PORT ...`. Ends with its
standard input.
"""
import select
import sys
import tempfile

import libtorrent

ADDRESS, FIRST_PORT, COUNT, BOOTSTRAP_PORT = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]


def node(port):
    return libtorrent.session({
        "listen_interfaces": f"{ADDRESS}:{port}",
        "dht_bootstrap_nodes": f"{ADDRESS}:{BOOTSTRAP_PORT}",
        "enable_dht": True,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        # Without uTP it announces its port by number, not as "the one this came from".
        "enable_incoming_utp": False,
        "enable_outgoing_utp": False,
        # All nodes here share one address, which a node of the real swarm would find suspicious.
        "dht_restrict_routing_ips": False,
        "dht_restrict_search_ips": False,
        "dht_prefer_verified_node_ids": False,
        "dht_enforce_node_id": False,
        "dht_ignore_dark_internet": False,
        "alert_mask": libtorrent.alert.category_t.dht_notification
        | libtorrent.alert.category_t.dht_operation_notification,
    })


def identifier(text):
    return libtorrent.sha1_hash(bytes.fromhex(text))


nodes = [node(FIRST_PORT + i) for i in range(COUNT)]
joined = set()
announced = []
wanted = []
rounds = 0
while True:
    ready, _, _ = select.select([sys.stdin], [], [], 0.2)
    if ready:
        words = sys.stdin.readline().split()
        if not words:
            break
        if words[0] == "announce":
            torrent = libtorrent.add_torrent_params()
            torrent.info_hashes = libtorrent.info_hash_t(identifier(words[1]))
            torrent.save_path = tempfile.gettempdir()
            torrent.flags &= ~libtorrent.torrent_flags.paused
            announced.append(nodes[0].add_torrent(torrent))
        elif words[0] == "lookup":
            wanted.append(words[1])
    for i, session in enumerate(nodes):
        for alert in session.pop_alerts():
            kind = type(alert).__name__
            if kind == "dht_bootstrap_alert" and i not in joined:
                joined.add(i)
                if len(joined) == COUNT:
                    print("READY", flush=True)
            elif kind == "dht_get_peers_reply_alert" and alert.peers():
                found = " ".join(sorted("%s:%d" % peer for peer in alert.peers()))
                print("FOUND", str(alert.info_hash), found, flush=True)
                wanted = [text for text in wanted if text != str(alert.info_hash)]
    # Every two seconds, as these requests may get lost before the nodes know each other.
    rounds += 1
    if rounds % 10 == 0:
        for torrent in announced:
            torrent.force_dht_announce()
        for text in wanted:
            nodes[-1].dht_get_peers(identifier(text))
