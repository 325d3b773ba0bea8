import { compiler, NATIVE_WORKLOAD } from './native-workload.js';
import { PROGRAMS } from './program-files.js';
import { nodeFiles } from './runtime-image.js';

/** What an image for real engines begins with, and what runs in it: paths of the container that pushes it. */
export interface RunnableImage {
  readonly basePaths: readonly string[];
  readonly entrypoint: readonly string[];
}

/** A replica of an application. */
export const workloadImage = (): RunnableImage =>
  compiler() === null
    ? { basePaths: nodePaths(), entrypoint: ['node', `${PROGRAMS}/workload.js`] }
    : { basePaths: [NATIVE_WORKLOAD], entrypoint: [NATIVE_WORKLOAD] };

/** Lives and does nothing. */
export const idleImage = (): RunnableImage =>
  compiler() === null
    ? { basePaths: nodePaths(), entrypoint: ['node', '-e', 'setInterval(() => {}, 1e9)'] }
    : { basePaths: [NATIVE_WORKLOAD], entrypoint: [NATIVE_WORKLOAD, '--idle'] };

export const loadImage = (): RunnableImage => ({ basePaths: nodePaths(), entrypoint: ['node', `${PROGRAMS}/load-generator.js`] });

/** Lives as long as somebody holds its input. */
export const leashCommand = (): readonly string[] =>
  compiler() === null ? ['node', '--max-old-space-size=16', `${PROGRAMS}/leash.js`] : [NATIVE_WORKLOAD, '--leash'];

/** The command of a container's healthcheck. */
export const healthCheck = (): readonly string[] => (compiler() === null ? ['node', `${PROGRAMS}/healthz.js`] : [NATIVE_WORKLOAD, '--healthy']);

function nodePaths(): readonly string[] {
  const ofTheKernel = new Set(['/proc', '/sys', '/dev', '/tmp']);
  return [
    ...nodeFiles()
      .map(({ path }) => path)
      .filter((path) => !ofTheKernel.has(path)),
    PROGRAMS,
  ];
}
