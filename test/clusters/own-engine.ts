import type Docker from 'dockerode';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '#io/live';
import { findDockerd, TestEngine } from '../../tools/launcher/test-engine.js';

const given = process.env['REGATTA_TEST_DOCKER_SOCKET'];

/** A node image of real Kubernetes, on the engine that the tests were given. */
export const realNodeImage = process.env['REGATTA_TEST_NODE_IMAGE'];

/** Suites that start an engine of their own are skipped, and say so, where the launcher found that there can be none. */
export const describeWithOwnEngine = given === undefined ? describe.skip : describe;

interface EngineOfATest {
  /** For the test's files; goes with it. */
  readonly folder: string;
  readonly socket: string;
  readonly engine: Docker;
}

/** An engine for this file's tests: nobody else's containers end with it, and whatever is on it is theirs. */
export function ownEngine(): EngineOfATest & { restart(): Promise<void> } {
  const folder = temporaryFolder();
  const own = new TestEngine(findDockerd() ?? 'dockerd', join(folder, 'engine'));
  beforeAll(() => own.start());
  afterAll(() => own.stop());
  return { folder, socket: own.socket, engine: openEngine({ socketPath: own.socket }), restart: () => own.restart() };
}

/** The engine that others use too: an image that nobody can build is only where somebody put it. */
export function givenEngine(): EngineOfATest {
  const socket = given ?? '';
  return { folder: temporaryFolder(), socket, engine: openEngine({ socketPath: socket }) };
}

function temporaryFolder(): string {
  const folder = join(tmpdir(), `rgt-own-${randomBytes(4).toString('hex')}`);
  beforeAll(() => void mkdirSync(folder));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
