import os
import sys

# A second process of its own on the same pipe begins the line that the first one ends: nobody can tell who said what, and two lines
# are two lines. The second line comes in the same write as the end of the first, so that no machine is slow enough to ask in between.
LINE = b'{"type":"ready","protocol":1}\n'
sys.stdin.readline()
end = os.open("/proc/self/fd/1", os.O_WRONLY)
child = os.fork()
if child == 0:
    os.write(end, LINE[:9])
    os._exit(0)
os.waitpid(child, 0)
os.write(end, LINE[9:] + LINE)
sys.stdin.readline()
