import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenario } from '#core/scenario';
import { parse } from 'yaml';

/** Linting a scenario of one megabyte (a day and more of measured load, second by second), beside the bare YAML parser on the same text. CPU time. */
const steady = readFileSync(join(process.cwd(), 'scenarios', 'steady-web', 'scenario.yaml'), 'utf8');
const values = Array.from({ length: 150_000 }, (_, index) => (50 + ((index * 7919) % 1000) / 10).toFixed(2));
const text = steady
  .replace('web: { rate: 160/s }', `web: { rate: { trace: { every: 1s, unit: 1/s, values: [${values.join(', ')}] } } }`)
  .replace('horizon: 5m', 'horizon: 41h');
if (text.length < 2 ** 20) throw new Error(`only ${text.length} bytes`);

function bestCpuSeconds(work: () => void): number {
  let best = Infinity;
  for (let repeat = 0; repeat < 3; repeat++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1e6);
  }
  return best;
}

const bare = bestCpuSeconds(() => void parse(text));
const lint = bestCpuSeconds(() => {
  if (!parseScenario(text, 'large.yaml').ok) throw new Error('refused');
});
console.log(`bare YAML parser  ${bare.toFixed(2)} s for ${(text.length / 2 ** 20).toFixed(2)} MiB`);
console.log(`parse and lint    ${lint.toFixed(2)} s, ${(lint / bare).toFixed(2)} of the bare parser; within 1 s: ${lint <= 1 ? 'yes' : 'NO'}`);
