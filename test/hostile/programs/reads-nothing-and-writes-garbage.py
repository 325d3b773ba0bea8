import os
import time

while True:
    os.write(1, os.urandom(4096) + b"\n")
    time.sleep(0.01)
