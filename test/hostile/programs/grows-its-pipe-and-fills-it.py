import fcntl
import os
import sys

F_SETPIPE_SZ = 1031
for size in [1 << 20, 1 << 18]:
    try:
        fcntl.fcntl(1, F_SETPIPE_SZ, size)
        break
    except OSError:
        continue
sys.stdin.readline()
os.write(1, b'{"type":"ready","protocol":1}\n')
sys.stdin.readline()
while True:
    os.write(1, b"[" * 65536)
