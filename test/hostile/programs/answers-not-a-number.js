const { createInterface } = await import('node:readline');
createInterface({ input: process.stdin }).on('line', (line) => {
  const { type, step } = JSON.parse(line);
  console.log(type === 'start' ? '{"type":"ready","protocol":1}' : `{"type":"decisions","step":${step},"decisions":[],"wakeAfterUs":NaN}`);
});
