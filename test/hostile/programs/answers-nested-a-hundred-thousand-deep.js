const { createInterface } = await import('node:readline');
createInterface({ input: process.stdin }).on('line', (line) => {
  const { type, step } = JSON.parse(line);
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  console.log(type === 'start' ? '{"type":"ready","protocol":1}' : `{"type":"decisions","step":${step},"decisions":[${deep}]}`);
});
