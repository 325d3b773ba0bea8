process.stdin.once('data', () => process.stdout.write('\ufeff{"type":"ready","protocol":1}\n'));
