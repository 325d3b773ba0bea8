import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { composeFile, hasCompose } from './compose-file.js';

const ROOT = resolve(__dirname, '..', '..');
const read = (name: string): string => readFileSync(resolve(ROOT, name), 'utf8');

describe(`the containers (read ${hasCompose ? 'by docker compose' : 'by the specification: no docker compose here'})`, () => {
  const { services, networks } = composeFile();

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

  it('name every network and volume that they use', () => {
    const used = Object.values(services).flatMap((service) =>
      Array.isArray(service.networks) ? (service.networks as string[]) : Object.keys((service.networks as object | undefined) ?? {}),
    );
    expect(new Set(used)).toEqual(new Set(Object.keys(networks)));
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
