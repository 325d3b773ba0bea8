import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** The server that the tests were given; undefined: there is none, and what needs it is skipped. */
export const SERVER = process.env['REGATTA_TEST_DATABASE_URL'];

/** Skips, visibly, where the service that a contract is about is not there. */
export const describeWith = (service: string | undefined): typeof describe | typeof describe.skip => (service === undefined ? describe.skip : describe);

export interface OwnDatabase {
  readonly url: string;
  query(text: string): Promise<readonly Record<string, unknown>[]>;
  drop(): Promise<void>;
}

/** A database of its own for one file of tests. */
export async function createOwnDatabase(): Promise<OwnDatabase> {
  if (SERVER === undefined) throw new Error('REGATTA_TEST_DATABASE_URL is not set');
  const name = `regatta_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(SERVER);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    query: (text) => once(url.href, text),
    drop: async () => void (await onServer(`DROP DATABASE ${name} WITH (FORCE)`)),
  };
}

const onServer = (text: string) => once(SERVER as string, text);

async function once(connectionString: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
