"""A node of libtorrent, for benchmarks: libtorrent_node.py PORT PEER_PORT... Prints 'ready', and ends with its standard input.

On a line 'nodes' it prints how many nodes it knows. Its limits are off, and it takes nodes of one machine for many.
"""

import sys

import libtorrent as lt

UNLIMITED = 2**30

port, *peers = map(int, sys.argv[1:])
session = lt.session({
    "listen_interfaces": f"127.0.0.1:{port}",
    "enable_dht": True,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "dht_bootstrap_nodes": "",
    "dht_restrict_routing_ips": False,
    "dht_restrict_search_ips": False,
    "dht_ignore_dark_internet": False,
    "dht_enforce_node_id": False,
    "dht_prefer_verified_node_ids": False,
    "dht_upload_rate_limit": UNLIMITED,
    "dht_block_ratelimit": UNLIMITED,
    "alert_mask": lt.alert.category_t.stats_notification,
})
print("ready", flush=True)
for line in sys.stdin:
    if line.strip() == "nodes":
        # Its DHT takes a moment to start, and forgets what it is told before.
        for peer in peers:
            session.add_dht_node(("127.0.0.1", peer))
        session.post_session_stats()
        stats = None
        while stats is None:
            session.wait_for_alert(1000)
            stats = next((each.values for each in session.pop_alerts() if hasattr(each, "values")), None)
        print(stats["dht.dht_nodes"], flush=True)
    else:
        print("unknown command", flush=True)
