import { type ChildProcess, fork, spawn, type StdioOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { WorkloadConfig } from './plan.js';

const NATIVE = `${__dirname}/workload`;
const isNative = existsSync(NATIVE);
const STDIO: StdioOptions = ['ignore', 'ignore', 'inherit', 'ipc'];

/** A process of an application: the native program where the image has it, else Node.js. Both speak the same over the channel to their parent. */
export function startWorkload(config: WorkloadConfig): ChildProcess {
  const argument = JSON.stringify(config);
  return isNative ? spawn(NATIVE, [argument], { stdio: STDIO }) : fork(`${__dirname}/workload.js`, [argument], { stdio: STDIO });
}
