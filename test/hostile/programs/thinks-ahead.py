import sys
import time

# The answer to the first step, said between the answer to `start` and the step.
sys.stdin.readline()
sys.stdout.write('{"type":"ready","protocol":1}\n')
sys.stdout.flush()
sys.stdout.write('{"type":"decisions","step":1,"decisions":[]}\n')
sys.stdout.flush()
time.sleep(600)
