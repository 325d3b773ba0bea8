import { writeSync } from 'node:fs';

process.stdin.once('data', () => {
  writeSync(1, '{"type":"ready","protocol":1}\n');
  process.exit(3);
});
