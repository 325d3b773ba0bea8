import sys
import threading
import time

from regatta import run

started = 0
threading.stack_size(64 * 1024)
try:
    for started in range(10_000):
        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
except RuntimeError:
    pass
sys.stderr.write(f"{'shut' if started < 128 else 'open'}: {started} threads\n")
run(score=lambda pod, node: node.cpu_free)
