import type Docker from 'dockerode';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '#io/live';
import { findDockerd, TestEngine } from '../../tools/launcher/test-engine.js';
import { engineUnderTest, socketPath } from '../live/engine-under-test.js';

interface EngineOfATest {
  /** For the test's files; goes with it. */
  readonly folder: string;
  readonly socket: string;
  readonly engine: Docker;
}

/** An engine for this file's tests: nobody else's containers end with it, and whatever is on it is theirs. */
export function ownEngine(): EngineOfATest & { restart(): Promise<void> } {
  const folder = folderName();
  const own = new TestEngine(findDockerd() ?? 'dockerd', join(folder, 'engine'));
  beforeAll(() => own.start());
  // Hooks run in their order here: the engine ends before its folder goes.
  afterAll(() => own.stop());
  keepWhileTested(folder);
  return { folder, socket: own.socket, engine: openEngine({ socketPath: own.socket }), restart: () => own.restart() };
}

/** The engine that others use too: an image that nobody can build is only where somebody put it. */
export function givenEngine(): EngineOfATest {
  const folder = folderName();
  keepWhileTested(folder);
  return { folder, socket: socketPath ?? '', engine: engineUnderTest() };
}

const folderName = (): string => join(tmpdir(), `rgt-own-${randomBytes(4).toString('hex')}`);

function keepWhileTested(folder: string): void {
  beforeAll(() => void mkdirSync(folder, { recursive: true }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
}
