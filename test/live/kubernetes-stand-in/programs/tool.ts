import { spawn } from 'node:child_process';
import { createConnection } from 'node:net';
import { extract } from 'tar-stream';
import { readLines, writeLine } from '../../../../libs/io/live/programs/lines.js';
import { type Answered, SOCKET } from './messages.js';

/** A command given on a machine: what it asks for is done by the machine itself. */
export async function tool(name: string, args: readonly string[]): Promise<void> {
  const reads = args.includes('-');
  const stdin = !reads ? '' : name === 'ctr' ? JSON.stringify(await tagsIn()) : await textIn();
  const socket = createConnection(SOCKET);
  socket.on('error', (error) => end(1, `${name}: ${error.message}`));
  socket.on('close', () => end(1, ''));
  writeLine(socket, { tool: name, args, stdin });
  readLines(socket, (answer: Answered) => {
    if ('out' in answer) process.stdout.write(answer.out);
    else if ('run' in answer) {
      const [program = '', ...rest] = answer.run;
      spawn(program, rest, { stdio: 'inherit' }).on('exit', (code) => end(code ?? 1, ''));
    } else end(answer.exit, answer.err ?? '');
  });
}

function end(code: number, error: string): void {
  if (error !== '') process.stderr.write(`${error}\n`);
  process.exitCode = code;
  // What was written must arrive before the process is gone.
  process.stdout.write('', () => process.exit(code));
}

async function textIn(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Names of the images in an archive as `docker save` writes it. */
async function tagsIn(): Promise<readonly string[]> {
  const tar = extract();
  let manifest = '[]';
  tar.on('entry', (header, stream, next) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk) => header.name === 'manifest.json' && chunks.push(chunk as Buffer));
    stream.on('end', () => {
      if (chunks.length > 0) manifest = Buffer.concat(chunks).toString('utf8');
      next();
    });
  });
  process.stdin.pipe(tar);
  await new Promise<void>((resolve, reject) => tar.on('finish', () => resolve()).on('error', reject));
  return (JSON.parse(manifest) as { RepoTags: string[] | null }[]).flatMap(({ RepoTags }) => RepoTags ?? []);
}
