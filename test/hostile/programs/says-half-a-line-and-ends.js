process.stdin.once('data', () => {
  process.stdout.write('{"type":"ready","proto');
  process.exit(0);
});
