import os
import sys
import time

sys.stdin.readline()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)
os.wait()
os._exit(7)
