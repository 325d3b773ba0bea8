// The checks: format, lint, walls (with their canary), the pages' client, types. `node tools/check.mjs [name…]` runs some, without names all.
import { spawn } from 'node:child_process';

const PLANTED = [
  'core-no-node',
  'core-arrow-units',
  'core-is-pure',
  'core-no-outside-packages',
  'front-door-only',
  'no-circular',
  'io-rooms-apart',
  'libs-not-apps',
  'apps-not-apps',
  'web-knows-only-the-api',
];
const bin = (name) => `node_modules/.bin/${name}`;

function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

async function walls() {
  const house = await run(bin('depcruise'), ['--config', '.dependency-cruiser.cjs', 'apps', 'libs']);
  if (house.code !== 0) return house;
  const canary = await run(bin('depcruise'), ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'tools/canary'], {
    REGATTA_WALLS_ROOT: 'tools/canary/',
  });
  const found = new Set(JSON.parse(canary.output.slice(canary.output.indexOf('{'))).summary.violations.map((violation) => violation.rule.name));
  const unseen = PLANTED.filter((name) => !found.has(name));
  if (unseen.length > 0) return { code: 1, output: `planted violations that no wall reported: ${unseen.join(', ')}` };
  return { code: 0, output: `${house.output.trim()}; all ${PLANTED.length} planted violations were reported` };
}

const CHECKS = {
  format: () => run(bin('biome'), ['format', '.']),
  lint: () => run(bin('oxlint'), ['--type-aware', '--deny-warnings', 'apps', 'libs', 'test', 'tools/launcher']),
  walls,
  client: () => run(bin('openapi-typescript'), ['apps/api/openapi.json', '--output', 'apps/web/src/api/schema.generated.ts', '--check']),
  types: async () => {
    const server = await run('node', ['node_modules/typescript-native/bin/tsc', '-p', '.']);
    return server.code === 0 ? run('node', ['node_modules/typescript-native/bin/tsc', '-p', 'apps/web', '--noEmit']) : server;
  },
};

const HOW_TO_MEND = {
  format: 'npx biome format --write .',
  lint: 'read the rule named above',
  walls: 'ARCHITECTURE.md says who may import whom',
  client: 'npm run describe-api',
  types: 'npx tsc -p . shows the same',
};
const wanted = process.argv.slice(2);
let failed = 0;
for (const [name, check] of Object.entries(CHECKS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const started = Date.now();
  const { code, output } = await check();
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (code !== 0) {
    failed += 1;
    console.log(output.split('\n').slice(0, 200).join('\n'));
    console.log(`  to mend: ${HOW_TO_MEND[name]}`);
  }
}
process.exit(failed === 0 ? 0 : 1);
