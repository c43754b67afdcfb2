"""A libtorrent node that stores items in the DHT (BEP 44), or reads them, driven by lines on standard input.

    libtorrent_items.py ADDRESS PORT MANNER NODE...

Nodes are given as address:port. The manner is `lenient`, or `strict` for a node as in the real swarm, which takes nobody for
a node whose id does not fit its address (BEP 42).

`put-immutable TEXT` and `put-mutable SALT TEXT` store text and print `PUT TARGET` or `PUT SALT SEQ` once a node has
taken it; the key is that of the BEP's test vectors. `get-immutable TARGET` and `get-mutable SALT` search until there is
something and print `GOT TARGET TEXT` or `GOT SALT SEQ TEXT`.

`put-record SECRET VALUE` stores a value under a key of one's own, without salt, and prints `PUT SEQ`;
`get-record PUBLIC [SALT]` searches for a value and prints `GOT SEQ VALUE`. Keys and values are in hex; a secret key is the
seed with the public key behind it.

One request at a time. Prints `READY` once it has joined. Ends with its standard input.
"""
import hashlib
import select
import sys
import time

import libtorrent

ADDRESS, PORT, STRICT, NODES = sys.argv[1], sys.argv[2], sys.argv[3] == "strict", sys.argv[4:]
PUBLIC_KEY = bytes.fromhex("77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548")
SECRET_KEY = bytes.fromhex(
    "e06d3183d14159228433ed599221b80bd0a5ce8352e4bdf0262f76786ef1c74d"
    "b7e7a9fea2c0eb269d61e3b38e450a22e754941ac78479d6c54e1faf6037881d"
)

session = libtorrent.session({
    "listen_interfaces": f"{ADDRESS}:{PORT}",
    "dht_bootstrap_nodes": NODES[0],
    "enable_dht": True,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    # Where all nodes share one address, a node of the real swarm would find that suspicious.
    "dht_restrict_routing_ips": STRICT,
    "dht_restrict_search_ips": STRICT,
    "dht_prefer_verified_node_ids": STRICT,
    "dht_enforce_node_id": STRICT,
    "dht_ignore_dark_internet": False,
    "alert_mask": libtorrent.alert.category_t.dht_notification
    | libtorrent.alert.category_t.dht_operation_notification,
})
for node in NODES:
    node_address, node_port = node.rsplit(":", 1)
    session.add_dht_node((node_address, int(node_port)))


def ask(words):
    if words[0] == "put-immutable":
        session.dht_put_immutable_item(words[1])
    elif words[0] == "put-mutable":
        session.dht_put_mutable_item(SECRET_KEY, PUBLIC_KEY, words[2].encode(), words[1].encode())
    elif words[0] == "get-immutable":
        session.dht_get_immutable_item(libtorrent.sha1_hash(bytes.fromhex(words[1])))
    elif words[0] == "get-mutable":
        session.dht_get_mutable_item(PUBLIC_KEY, words[1].encode())
    elif words[0] == "put-record":
        key = bytes.fromhex(words[1])
        session.dht_put_mutable_item(expanded(key[:32]), key[32:], bytes.fromhex(words[2]), b"")
    elif words[0] == "get-record":
        session.dht_get_mutable_item(bytes.fromhex(words[1]), "".join(words[2:]).encode())


def expanded(seed):
    """The form of a secret key that libtorrent takes (RFC 8032, 5.1.5, steps 1 and 2)."""
    digest = bytearray(hashlib.sha512(seed).digest())
    digest[0] &= 248
    digest[31] = digest[31] & 63 | 64
    return bytes(digest)


def done(alert):
    """The line that tells what an alert says is done, if it does."""
    kind = type(alert).__name__
    record = request is not None and request[0].endswith("-record")
    if kind == "dht_put_alert" and alert.num_success and record:
        return f"PUT {alert.seq}"
    if kind == "dht_mutable_item_alert" and alert.authoritative and alert.item["value"] and record:
        return f"GOT {alert.seq} {alert.item['value'].hex()}"
    if kind == "dht_put_alert" and alert.num_success:
        return f"PUT {alert.salt} {alert.seq}" if alert.salt else f"PUT {alert.target}"
    if kind == "dht_immutable_item_alert" and alert.item["value"]:
        return f"GOT {alert.target} {alert.item['value'].decode()}"
    if kind == "dht_mutable_item_alert" and alert.authoritative and alert.item["value"]:
        return f"GOT {alert.salt} {alert.seq} {alert.item['value'].decode()}"
    return None


ready = False
request = None
asked_at = 0.0
while True:
    readable, _, _ = select.select([sys.stdin], [], [], 0.2)
    if readable:
        line = sys.stdin.readline().strip()
        if not line:
            break
        request = line.split()
        ask(request)
        asked_at = time.monotonic()
    for alert in session.pop_alerts():
        if type(alert).__name__ == "dht_bootstrap_alert" and not ready:
            ready = True
            print("READY", flush=True)
        line = done(alert)
        if line:
            print(line, flush=True)
            request = None
    # Again after some seconds, as a request may find nobody before the nodes know each other.
    if request and time.monotonic() - asked_at > 10:
        asked_at = time.monotonic()
        ask(request)
