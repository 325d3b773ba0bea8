import os
import signal

try:
    os.kill(-1, signal.SIGKILL)
except ProcessLookupError:
    pass
os.kill(1, signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL)
