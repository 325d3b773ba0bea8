process.stdin.once('data', () => process.stdout.write('{"type":"decisions","type":"ready","protocol":2,"protocol":1,"protocol":"1"}\n'));
