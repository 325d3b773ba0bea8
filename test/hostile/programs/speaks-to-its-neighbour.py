import fcntl
import os
import socket
import sys
import time

from regatta import run

# Two of these run at the same time. Each opens every door it can think of and looks whether the other has come through.
def knock(family, address):
    with socket.socket(family) as end:
        end.settimeout(1)
        try:
            end.connect(address)
            sys.stderr.write(f"open: {address!r}\n")
        except OSError:
            sys.stderr.write(f"shut: {address!r}\n")


for family, address in [(socket.AF_UNIX, "\0covert"), (socket.AF_UNIX, "/box/covert"), (socket.AF_INET, ("127.0.0.1", 4711))]:
    knock(family, address)
doors = []
for name in ["\0covert", "/box/covert"]:
    door = socket.socket(socket.AF_UNIX)
    door.bind(name)
    door.listen()
    doors.append((name, door))
tcp = socket.socket()
try:
    tcp.bind(("127.0.0.1", 4711))
    tcp.listen()
    doors.append(("tcp", tcp))
except OSError:
    pass
lock = open("/regatta/open.sh")
try:
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    sys.stderr.write("shut: nobody else holds the lock\n")
except OSError:
    sys.stderr.write("open: the lock is taken\n")
time.sleep(1.5)
for name, door in doors:
    door.setblocking(False)
    try:
        door.accept()
        sys.stderr.write(f"open: {name!r}\n")
    except OSError:
        sys.stderr.write(f"shut: {name!r}\n")
sys.stderr.write(f"{'open' if len([n for n in os.listdir('/proc') if n.isdigit()]) > 3 else 'shut'}: processes of the other\n")
run(score=lambda pod, node: node.cpu_free)
