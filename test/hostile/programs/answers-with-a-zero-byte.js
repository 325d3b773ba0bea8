process.stdin.once('data', () => process.stdout.write('{"type":"ready","protocol":1}\0\n'));
