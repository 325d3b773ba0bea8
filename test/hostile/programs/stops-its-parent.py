import os
import signal
import time

os.kill(1, signal.SIGSTOP)
os.kill(os.getppid(), signal.SIGSTOP)
time.sleep(600)
