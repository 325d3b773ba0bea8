import { resolve } from 'node:path';
import { type Platform, startPlatform } from './platform.js';
import { watchDemo } from './watch-demo.js';

const HELP = `Usage: ./regatta up [--port N] [--data DIR]

Starts the whole platform and opens the demo contest. Ctrl-C stops all of it.

  --port N     port of the pages and the API (default 8080; 0 picks a free one)
  --data DIR   where its database lives (default .regatta in the checkout)

With DATABASE_URL set it uses that PostgreSQL; with REDIS_URL set the queue runs on that Redis.`;

interface UpOptions {
  readonly port: number;
  readonly data: string;
}

function readOptions(args: readonly string[], root: string): UpOptions | string {
  let port = 8080;
  let data = resolve(root, '.regatta');
  for (let i = 0; i < args.length; i += 2) {
    const [flag, value] = [args[i], args[i + 1]];
    if (flag === '--help' || flag === '-h') return HELP;
    if (flag === '--port' && value !== undefined && /^\d{1,5}$/.test(value) && Number(value) < 65536) port = Number(value);
    else if (flag === '--data' && value !== undefined) data = resolve(value);
    else return `regatta up: cannot read ${[flag, value].filter(Boolean).join(' ')}\n\n${HELP}`;
  }
  return { port, data };
}

/** An empty variable counts as absent, as it does for the processes of the platform. */
const given = (name: string): string | undefined => process.env[name] || undefined;

/** What went wrong, with what to do about it where that is known. */
function whyNot(error: unknown, data: string): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('"postmaster.pid" already exists')) return `${data} belongs to a platform that is running; choose another folder with --data DIR`;
  if ((error as NodeJS.ErrnoException).code === 'EACCES') return `${message}; choose a folder of yours with --data DIR`;
  return message;
}

/** Exit code: 0 stopped by the user, 2 wrong usage, 3 something of the platform failed. */
export async function up(args: readonly string[], root: string): Promise<number> {
  const options = readOptions(args, root);
  if (typeof options === 'string') {
    const wanted = options === HELP;
    (wanted ? console.log : console.error)(options);
    return wanted ? 0 : 2;
  }
  let finish: (code: number) => void = () => undefined;
  const finished = new Promise<number>((done) => (finish = done));
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => finish(0));
  let platform: Platform | undefined;
  const starting = startPlatform({
    root,
    dataFolder: options.data,
    port: options.port,
    judges: 2,
    demo: true,
    host: given('HOST'),
    databaseUrl: given('DATABASE_URL'),
    redisUrl: given('REDIS_URL'),
    say: (line) => console.error(`regatta: ${line}`),
    onGiveUp: (name, tail) => {
      console.error(`regatta: ${name} does not stay up; its last words:\n${tail}`);
      finish(3);
    },
  });
  try {
    const first = await Promise.race([starting, finished]);
    if (typeof first === 'number') {
      await starting.then((late) => late.stop()).catch(() => undefined);
      return first;
    }
    platform = first;
  } catch (error) {
    console.error(`regatta: ${whyNot(error, options.data)}`);
    return 3;
  }
  console.log(`\n  Regatta is up:  ${platform.url}/#token=${platform.tokens.contestant}`);
  console.log(`  API:            ${platform.url}/api/openapi.json`);
  console.log(`  Organizer:      token in ${options.data}/tokens.json\n`);
  void watchDemo(platform, stopped.signal).catch((error: unknown) => {
    if (!stopped.signal.aborted) console.error(`regatta: cannot follow the demo contest: ${String(error)}`);
  });
  const code = await finished;
  stopped.abort();
  console.log('\nregatta: stopping…');
  await platform.stop();
  return code;
}
