import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine, reachEngine } from './open-engine.js';

it('a socket that says nothing, or something else, is no engine', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rgt-silent-'));
  const servers = { silent: createServer(() => undefined), other: createHttpServer((_, response) => response.end('<html>')) };
  try {
    await Promise.all(Object.entries(servers).map(([name, server]) => new Promise<void>((resolve) => server.listen(join(folder, name), resolve))));
    await expect(reachEngine(openEngine({ socketPath: join(folder, 'silent') }))).rejects.toMatchObject({
      code: 'engine-unreachable',
      message: expect.stringMatching(/silent: no answer within \d+ s$/),
    });
    await expect(reachEngine(openEngine({ socketPath: join(folder, 'other') }))).rejects.toMatchObject({
      message: expect.stringMatching(/other: what answers there is no Docker engine$/),
    });
  } finally {
    for (const server of Object.values(servers)) server.close();
    rmSync(folder, { recursive: true });
  }
});
