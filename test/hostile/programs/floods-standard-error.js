const { writeSync } = await import('node:fs');
const piece = 'flood '.repeat(10_000) + '\n';
for (;;)
  try {
    writeSync(2, piece);
  } catch {}
