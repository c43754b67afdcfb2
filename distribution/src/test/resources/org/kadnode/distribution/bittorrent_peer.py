"""A BitTorrent peer that only listens: bittorrent_peer.py ADDRESS PORT

Prints `LISTENING`, then `ASKED HEX` for each handshake that asks for the torrent with that infohash.
"""
import socket
import sys

HANDSHAKE = 68
PREFIX = b"\x13BitTorrent protocol"

FAMILY = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
server = socket.create_server((sys.argv[1], int(sys.argv[2])), family=FAMILY)
print("LISTENING", flush=True)
while True:
    connection, _ = server.accept()
    with connection:
        connection.settimeout(10)
        try:
            handshake = connection.recv(HANDSHAKE, socket.MSG_WAITALL)
        except OSError:
            continue
        if handshake.startswith(PREFIX):
            print("ASKED", handshake[28:48].hex(), flush=True)
