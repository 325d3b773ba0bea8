import { spawn } from 'node:child_process';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function cli(...args: string[]): Promise<Ended> {
  const child = spawn('node', [join(root, 'dist', 'apps', 'cli', 'main.js'), ...args], { cwd: root });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  return new Promise((ended) => child.on('close', (status) => ended({ status, stdout, stderr })));
}

const submission = (state: string) => ({
  id: 's1',
  state,
  score: state === 'scored' ? 71.5 : null,
  runs: [
    {
      id: 'r1',
      scenarioId: 'steady-web',
      seed: 1,
      state: state === 'scored' ? 'scored' : 'leased',
      verdict: state === 'scored' ? 'completed' : null,
      score: 71.5,
    },
  ],
});

/** What a server does that no healthy platform does on demand: it refuses, and it drops the line. */
describe('a command that talks to a platform', () => {
  let server: Server;
  let url: string;
  let answer: (path: string, headers: Readonly<Record<string, unknown>>, response: ServerResponse) => void;

  beforeEach(async () => {
    server = createServer((request, response) => {
      request.resume().on('end', () => answer(request.url ?? '', request.headers, response));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  });

  it.each([
    [422, 'entry-rejected', 1],
    [413, 'entry-too-large', 1],
    [401, 'unauthorized', 2],
    [404, 'not-found', 2],
    [429, 'quota-exceeded', 2],
    [500, 'internal', 3],
  ])('answers %d %s with the exit code %d', async (status, code, exit) => {
    answer = (_path, _headers, response) =>
      response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ code, title: 'No' }));
    const ended = await cli('leaderboard', 'demo', '--server', url);
    expect(ended).toMatchObject({ status: exit, stdout: '', stderr: expect.stringContaining(`${code}: No`) as string });
  });

  it('goes on after a broken line with the last event it saw, until the submission is scored', async () => {
    const resumedAfter: unknown[] = [];
    let state = 'judging';
    answer = (path, headers, response) => {
      if (!path.endsWith('/events')) {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(submission(state)));
        return;
      }
      resumedAfter.push(headers['last-event-id']);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (resumedAfter.length === 2) state = 'scored';
      response.write(`id: ${40 + resumedAfter.length}\nevent: run\ndata: {}\n\n`, () => setTimeout(() => response.destroy(), 20));
    };
    const ended = await cli('watch', 's1', '--server', url, '--token', 't');
    expect(ended.status).toBe(0);
    expect(resumedAfter).toEqual([undefined, '41']);
    expect(ended.stdout).toContain('score 71.50');
  });

  it('sees what happened between its first look and the moment it began to listen', async () => {
    let isListening = false;
    answer = (path, _headers, response) => {
      isListening ||= path.endsWith('/events');
      if (path.endsWith('/events')) response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(submission(isListening ? 'scored' : 'judging')));
    };
    const ended = await cli('watch', 's1', '--server', url, '--token', 't');
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringContaining('score 71.50') as string });
  });

  it('hands in a folder as one file, with the token and a key of its own', async () => {
    const seen: Readonly<Record<string, unknown>>[] = [];
    answer = (_path, headers, response) => {
      seen.push(headers);
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ submission: submission('judging') }));
    };
    const ended = await cli('submit', 'examples/kubernetes/defaults', '--contest', 'demo', '--server', url, '--token', 'secret');
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringContaining('regatta watch s1') as string });
    expect(seen).toEqual([
      expect.objectContaining({
        authorization: 'Bearer secret',
        'content-type': expect.stringContaining('multipart/form-data') as string,
        'idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      }),
    ]);
  });

  it('prints a leaderboard with bands', async () => {
    const standing = { rank: 1, bandFrom: 1, bandTo: 2, team: { id: 't', name: 'Keel' }, division: 'kubernetes', score: 71.5, reference: true };
    answer = (_path, _headers, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ frozen: true, standings: [standing] }));
    const { status, stdout } = await cli('leaderboard', 'demo', '--server', url);
    expect(status).toBe(0);
    for (const part of ['1 (1–2)', 'Keel *', '71.50', 'frozen']) expect(stdout).toContain(part);
  });
});
