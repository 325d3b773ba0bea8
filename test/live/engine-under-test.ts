import { openEngine } from '#io/live';

const socketPath = process.env['REGATTA_TEST_DOCKER_SOCKET'];

/** Suites that need a container engine are skipped, and say so, where there is none. */
export const describeWithEngine = socketPath === undefined ? describe.skip : describe;
export const engineUnderTest = () => openEngine({ socketPath });
/** A node image of real Kubernetes, which that engine holds. */
export const realNodeImage = process.env['REGATTA_TEST_NODE_IMAGE'];
export { socketPath };
