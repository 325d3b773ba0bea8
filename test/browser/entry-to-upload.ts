import { zipSync } from 'fflate';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface UploadedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const EXAMPLES = resolve(__dirname, '..', '..', 'examples');

/** The Kubernetes example that ships, zipped; where none ships, one Deployment for each application of the contest's scenarios. */
export async function entryToUpload(url: string, token: string, contestId: string): Promise<UploadedFile> {
  const folder = existsSync(EXAMPLES) ? readdirSync(EXAMPLES).find((name) => name.startsWith('kubernetes')) : undefined;
  if (folder !== undefined) return { name: 'entry.zip', mimeType: 'application/zip', buffer: Buffer.from(zipSync(filesIn(join(EXAMPLES, folder)))) };
  const apps = await appsOf(url, token, contestId);
  return { name: 'entry.yaml', mimeType: 'application/yaml', buffer: Buffer.from(apps.map(deployment).join('---\n')) };
}

function filesIn(folder: string): Record<string, Uint8Array> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ya?ml|json)$/.test(name));
  return Object.fromEntries(names.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
}

async function appsOf(url: string, token: string, contestId: string): Promise<string[]> {
  const get = async (path: string) => (await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })).json();
  const contest = (await get(`/contests/${contestId}`)) as { scenarios: { id: string; visibility: string }[] };
  const apps = new Set<string>();
  for (const { id } of contest.scenarios.filter((scenario) => scenario.visibility === 'public')) {
    const { preview } = (await get(`/scenarios/${id}`)) as { preview: { minutes: { offeredPerApp: Record<string, number> }[] } | null };
    for (const minute of preview?.minutes ?? []) for (const app of Object.keys(minute.offeredPerApp)) apps.add(app);
  }
  return [...apps];
}

const deployment = (app: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${app}
spec:
  replicas: 4
  selector:
    matchLabels: { app: ${app} }
  template:
    metadata:
      labels: { app: ${app} }
    spec:
      containers:
        - name: ${app}
          image: regatta/${app}
          resources:
            requests: { cpu: 500m, memory: 256Mi }
`;
