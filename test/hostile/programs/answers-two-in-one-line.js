process.stdin.once('data', () => process.stdout.write('{"type":"ready","protocol":1}{"type":"ready","protocol":1}\n'));
