import sys

for line in sys.stdin:
    sys.stdout.write('{"type":"ready","protocol":1}\n' * 2)
    sys.stdout.flush()
