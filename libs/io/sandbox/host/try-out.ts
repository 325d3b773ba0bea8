import type Docker from 'dockerode';
import type { SandboxPlan } from '../confinement/container-options.js';
import { sandboxArchive } from '../session/entry-archive.js';
import { Sandbox } from '../session/sandbox.js';
import { type Finding, no, yes } from './finding.js';

const ANSWER_MS = 30_000;

/** Seen from inside: shell words only, so that nothing but the walls is tried. */
const LOOK_AROUND = `
while read -r key value; do case $key in Seccomp:|NoNewPrivs:|CapEff:|CapBnd:) echo "$key $value";; esac; done </proc/self/status
while read -r name rest; do case $name in *:*) echo "interface $name";; esac; done </proc/net/dev
(: >/regatta/x) 2>/dev/null && echo "root writable"
echo over
`;

const WANTED: readonly (readonly [check: string, line: RegExp, fix: string])[] = [
  ['seccomp filter', /^Seccomp: 2$/m, 'an engine that applies seccomp profiles'],
  ['no new privileges', /^NoNewPrivs: 1$/m, 'an engine that takes no-new-privileges'],
  ['no capabilities', /^CapEff: 0+\nCapBnd: 0+$|^CapBnd: 0+\nCapEff: 0+$/m, 'an engine that drops all capabilities'],
];

/** Opens one sandbox as they are opened for contestants, and looks from inside whether its walls stand. */
export async function tryOut(engine: Docker, plan: SandboxPlan): Promise<readonly Finding[]> {
  let text: string;
  try {
    text = await lookAround(await Sandbox.start(engine, plan));
  } catch (error) {
    return [no('a sandbox', `cannot be opened: ${(error as Error).message}`, 'see what the engine says')];
  }
  if (!text.includes('over')) return [no('a sandbox', `opened, and said nothing: ${JSON.stringify(text.slice(0, 200))}`, 'see the log of the engine')];
  const lines = plan.runtime === 'runsc' ? WANTED.filter(([check]) => check !== 'seccomp filter') : WANTED;
  const interfaces = [...text.matchAll(/^interface (\w+):/gm)].map(([, name]) => name);
  return [
    ...lines.map(([check, line, fix]) => (line.test(text) ? yes(check, 'seen from inside') : no(check, 'not so from inside', fix))),
    interfaces.every((name) => name === 'lo')
      ? yes('no network', 'seen from inside')
      : no('no network', `has ${interfaces.join(', ')}`, 'an engine that knows network mode none'),
    text.includes('root writable')
      ? no('read-only root', 'can be written from inside', 'an engine with read-only roots')
      : yes('read-only root', 'seen from inside'),
  ];
}

async function lookAround(sandbox: Sandbox): Promise<string> {
  const archive = await sandboxArchive([], LOOK_AROUND);
  try {
    return await new Promise<string>((resolve) => {
      let text = '';
      const timer = setTimeout(() => resolve(text), ANSWER_MS);
      sandbox.onStdout = (piece) => (text += piece.toString('utf8'));
      sandbox.onStderr = sandbox.onStdout;
      sandbox.onEnd = () => {
        clearTimeout(timer);
        resolve(text);
      };
      sandbox.write(archive);
    });
  } finally {
    await sandbox.destroy();
  }
}
