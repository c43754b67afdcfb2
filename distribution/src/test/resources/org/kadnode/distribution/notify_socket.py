"""Plays the service manager of a command, and prints what it hears: the words of each message in a line of its own.

Usage: notify_socket.py ADDRESS COMMAND...

An ADDRESS that begins with @ is an abstract socket. Ends with the status of the command.
"""
import os
import select
import socket
import subprocess
import sys

address = sys.argv[1]
manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.bind("\0" + address[1:] if address.startswith("@") else address)
manager.setblocking(False)

command = subprocess.Popen(sys.argv[2:], env=dict(os.environ, NOTIFY_SOCKET=address))
print("started", command.pid, flush=True)
ended = False
while True:
    ready, _, _ = select.select([manager], [], [], 0.05)
    if ready:
        print("heard " + manager.recv(65536).decode().replace("\n", " | "), flush=True)
    elif ended:
        sys.exit(command.returncode)
    else:
        # What was said last may have come before this, and the next round hears it.
        ended = command.poll() is not None
