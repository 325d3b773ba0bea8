import type Docker from 'dockerode';
import type { Sandbox } from '../cluster/sandbox.js';
import { LABEL } from '../engine/labels.js';
import { type CommandResult, runThrowaway } from '../engine/throwaway.js';

const RIGHTS = { CapDrop: ['ALL'], CapAdd: ['NET_ADMIN', 'NET_RAW'] };

/**
 * Runs commands in the network namespace of a container of the sandbox: by a helper that shares nothing else with it and is gone
 * afterwards, so the container itself needs no right to change its network.
 */
export function insideNetwork(sandbox: Sandbox, container: Docker.Container, commands: readonly (readonly string[])[]): Promise<readonly CommandResult[]> {
  return runThrowaway(sandbox.engine, {
    image: sandbox.image,
    commands,
    labels: { [LABEL.run]: sandbox.run, [LABEL.role]: 'link-fault' },
    host: { ...RIGHTS, NetworkMode: `container:${container.id}` },
  });
}

/** A refusal is an answer: somebody is there. */
const REACH = `const socket = require('net').connect(9, process.argv[1]);
socket.on('connect', () => process.exit(0));
socket.on('error', ({ code }) => process.exit(code === 'ECONNREFUSED' ? 0 : 1));
setTimeout(() => process.exit(1), 700);`;

/** Whether packets go from this container to that address and back. */
export async function reaches(sandbox: Sandbox, from: Docker.Container, address: string): Promise<boolean> {
  const [result] = await insideNetwork(sandbox, from, [['node', '-e', REACH, address]]);
  return result?.code === 0;
}
