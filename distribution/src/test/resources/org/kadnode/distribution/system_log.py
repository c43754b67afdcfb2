"""Runs a command in a mount namespace of its own, with a system log that is printed line by line.

Usage: unshare --mount system_log.py END COMMAND...

Ends with the status of the command, once a line with the text END was logged.
"""
import os
import socket
import stat
import subprocess
import sys

subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/dev"], check=True)
for name, minor in (("null", 3), ("zero", 5), ("random", 8), ("urandom", 9)):
    os.mknod("/dev/" + name, 0o666 | stat.S_IFCHR, os.makedev(1, minor))

log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind("/dev/log")
os.chmod("/dev/log", 0o666)

# The log holds few unread lines, and whoever writes another one waits: so it is read while the command runs.
command = subprocess.Popen(sys.argv[2:])
while True:
    line = log.recv(65536).decode()
    print(line, flush=True)
    if sys.argv[1] in line:
        sys.exit(command.wait())
