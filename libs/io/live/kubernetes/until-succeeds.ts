import type Docker from 'dockerode';
import { execIn } from '../engine/exec-in.js';
import { isGone, LiveFault } from '../engine/open-engine.js';

/** A machine that is not there any more while it is waited for. */
export class MachineEnded extends LiveFault {
  constructor(message: string) {
    super('cluster-failed', message);
  }
}

/** Waits until a command succeeds in a node; says what it said last when it never does. One that was taken away is not waited for. */
export async function untilSucceeds(container: Docker.Container, what: string, command: readonly string[], timeoutMs = 120_000): Promise<void> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const last = await execIn(container, command, { timeoutMs: 10_000 }).catch((error: unknown) => {
      if (isGone(error)) throw error;
      return { code: -1, stdout: '', stderr: (error as Error).message };
    });
    if (last.code === 0) return;
    const { Running, ExitCode, OOMKilled } = (await container.inspect()).State;
    if (!Running) throw new MachineEnded(`${what}: its machine ended with code ${ExitCode}${OOMKilled ? ', out of memory' : ''}`);
    if (Date.now() > until) throw new LiveFault('cluster-failed', `${what} did not come up: ${(last.stderr || last.stdout).trim().slice(-300)}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
