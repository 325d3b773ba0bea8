import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';

const ROOT = resolve(__dirname, '..', '..');
const read = (name: string): string => readFileSync(resolve(ROOT, name), 'utf8');

interface Service {
  readonly image?: string;
  readonly build?: { readonly dockerfile: string; readonly target: string; readonly args: Readonly<Record<string, string>> };
  readonly command?: readonly string[];
  readonly container_name?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly unknown[];
  readonly networks?: unknown;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
}

const environment = { ...process.env, POSTGRES_PASSWORD: 'a-password' };
const engine = spawnSync('docker', ['compose', 'version'], { env: environment });
const hasCompose = engine.status === 0;

/** As the compose command understands it where there is one, as YAML elsewhere. */
function compose(): Compose {
  if (!hasCompose) return parse(read('docker-compose.yml'), { merge: true }) as Compose;
  const answer = spawnSync('docker', ['compose', 'config', '--format', 'json'], { cwd: ROOT, env: environment, encoding: 'utf8' });
  if (answer.status !== 0) throw new Error(answer.stderr);
  return JSON.parse(answer.stdout) as Compose;
}

describe(`the containers (read ${hasCompose ? 'by docker compose' : 'as YAML: no docker compose here'})`, () => {
  const { services, networks } = compose();

  it('are api, judge and scorer from one Dockerfile, each with its own program', () => {
    for (const name of ['api', 'judge', 'scorer']) {
      const service = services[name];
      expect(service?.command).toEqual(['node', `dist/apps/${name}/main.js`]);
      expect(service?.build?.dockerfile).toBe('Dockerfile');
      expect(read('Dockerfile')).toContain(` AS ${service?.build?.target}\n`);
    }
  });

  it('build from any base image', () => {
    for (const arg of Object.keys(services['api']?.build?.args ?? {})) expect(read('Dockerfile')).toContain(`ARG ${arg}=`);
    expect(services['api']?.build?.args).toHaveProperty('BASE_IMAGE');
  });

  it('wait until PostgreSQL and Redis answer, and are told where they are', () => {
    for (const name of ['api', 'judge', 'scorer']) {
      expect(Object.keys(services[name]?.depends_on ?? {}).sort()).toEqual(['postgres', 'redis']);
      expect(services[name]?.environment?.['DATABASE_URL']).toContain('@postgres:5432/');
      expect(services[name]?.environment?.['REDIS_URL']).toBe('redis://redis:6379');
    }
  });

  it('let judges be as many as wanted: no fixed name, no port', () => {
    expect(services['judge']?.container_name).toBeUndefined();
    expect(services['judge']?.ports ?? []).toEqual([]);
  });

  it('let only the api be reached from outside', () => {
    const published = Object.entries(services).filter(([, service]) => (service.ports ?? []).length > 0);
    expect(published.map(([name]) => name)).toEqual(['api']);
    expect(networks['inside']?.internal).toBe(true);
  });
});
