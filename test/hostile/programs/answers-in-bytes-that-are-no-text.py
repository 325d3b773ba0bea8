import json
import os
import sys

# Every line ends as on Windows; names are of other alphabets, half characters and bytes that are none; numbers are minus zero.
for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "start":
        node = message["nodes"][0]["name"]
        os.write(1, b'{"type":"ready","protocol":1,"name":"\xff\xfe\xc3\x28 \\ud800 \\u202e"}\r\n')
        continue
    bind = [b'{"do":"bind","pod":"%s","node":"%s","reason":"\xf0\x28\x8c\x28 \\udfff \\u0000 \\u001b[2J"}' % (pod["name"].encode(), node.encode()) for pod in message["pending"]]
    others = [b'{"do":"scale","workload":"\xe2\x80\xae","replicas":-0}', '{"do":"evict","pod":"кошка"}'.encode()]
    os.write(1, b'{"type":"decisions","step":%d,"decisions":[%s]}\r\n' % (message["step"], b",".join(bind + others if message["step"] < 20 else bind)))
