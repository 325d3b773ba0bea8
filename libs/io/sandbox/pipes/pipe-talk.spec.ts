import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { NamedPipes } from './named-pipes.js';
import { PipeTalk } from './pipe-talk.js';
import { STATES } from './pipe-watch.js';

const MOST = 100_000;

describe('a talk on named pipes', () => {
  let pipes: NamedPipes;
  let talk: PipeTalk;
  const children: ReturnType<typeof spawn>[] = [];

  beforeEach(async () => {
    pipes = await NamedPipes.make(`spec-${process.pid}`);
    talk = new PipeTalk(pipes.link(MOST));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    talk.close();
    await pipes.close();
    expect(existsSync(pipes.pipes.folder)).toBe(false);
  });

  const shell = (script: string) => {
    children.push(spawn('sh', ['-c', script], { cwd: pipes.pipes.folder, stdio: 'ignore' }));
  };
  const failure = (kind: string, cause: string) => ({ ok: false, failure: kind, cause: expect.stringContaining(cause) });

  it('is a line for a line', () => {
    shell('exec <questions >answers; while read -r line; do echo "you said $line"; done');
    expect(talk.exchange('one')).toEqual({ ok: true, line: 'you said one' });
    expect(talk.exchange('two')).toEqual({ ok: true, line: 'you said two' });
    expect(pipes.watch).toMatchObject({ exchanges: 2, openMs: null });
  });

  it('takes lines longer than a pipe holds, either way', () => {
    shell('exec cat <questions >answers');
    const long = 'ä'.repeat(MOST / 2 - 1);
    expect(talk.exchange(long)).toEqual({ ok: true, line: long });
  });

  it.each([
    ['two lines for one', "printf 'a\\nb\\n'", 'protocol-error', 'more than one line'],
    ['a line and half of another', "printf 'a\\nb'", 'protocol-error', 'more than one line'],
    ['a line without end', `head -c ${MOST + 1} /dev/zero`, 'output-limit', 'one line of more than'],
  ])('ends at %s', (_, answer, kind, cause) => {
    shell(`exec <questions >answers; read -r line; ${answer}; sleep 100`);
    expect(talk.exchange('one')).toEqual(failure(kind, cause));
  });

  it.each([
    ['a word', "printf 'early'"],
    ['a zero', "printf '\\000'"],
    ['more than the pipe holds', 'timeout 1 head -c 1000000 /dev/zero || true'],
  ])('hears %s that nobody asked for', (_, script) => {
    execFileSync('sh', ['-c', `exec >answers; ${script}`], { cwd: pipes.pipes.folder });
    expect(talk.exchange('one')).toEqual(failure('protocol-error', 'without being asked'));
  });

  it('says nothing more when it is over', () => {
    pipes.end(STATES.ended);
    expect(talk.exchange('one')).toBeNull();
  });
});
