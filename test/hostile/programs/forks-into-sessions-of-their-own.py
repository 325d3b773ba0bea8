import os
import sys
import time

from regatta import run

for _ in range(500):
    try:
        if os.fork() == 0:
            os.setsid()
            while True:
                time.sleep(60)
    except OSError:
        sys.stderr.write("shut: more processes\n")
        break
run(score=lambda pod, node: node.cpu_free)
