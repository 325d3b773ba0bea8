import { accepted, type Outcome, type Problem, refused } from '#core/problem';
import { isAutoscaler, readAutoscalers } from '../autoscaler/index.js';
import type { AppUse, EntryFile, SwarmEntry } from '../entry.js';
import { entryDigest } from '../entry-digest.js';
import { problemAt, type SourceDocument } from '../source/source-document.js';
import { filesNamed } from './files-named.js';
import { readStack } from './read-stack.js';
import type { SwarmService } from './swarm-service.js';

/** Stack files as an entry, or everything that is wrong with them. Several files are one stack when no service is in two of them. */
export function swarmEntry(files: readonly EntryFile[], documents: readonly SourceDocument[], before: readonly Problem[]): Outcome<SwarmEntry> {
  const named = filesNamed(documents);
  const problems: Problem[] = before.filter((problem) => problem.code !== 'file-not-read' || !named.has(problem.file));
  const stacks = documents.filter((document) => !isAutoscaler(document) && !named.has(document.file));
  problems.push(...secondDocuments(stacks));
  const services = stacks.flatMap((document) => readStack(document, files, problems));
  problems.push(...duplicates(services), ...tooMany(services));
  const autoscalers = readAutoscalers(
    documents,
    'service',
    services.filter((service) => service.mode === 'replicated').map((service) => service.name),
    problems,
  );
  if (problems.some((problem) => problem.severity === 'error')) return refused(problems);
  if (services.length === 0) return refused([...problems, nothingToRun(stacks)]);
  return accepted({ division: 'swarm', digest: entryDigest(files), files, services, autoscalers, apps: appsOf(services) }, problems);
}

function secondDocuments(documents: readonly SourceDocument[]): readonly Problem[] {
  const seen = new Set<string>();
  return documents.flatMap((document) => {
    const second = seen.has(document.file);
    seen.add(document.file);
    const message = 'docker stack deploy reads one document of a file';
    return second ? [problemAt(document, [], { code: 'too-many-documents', message, hint: 'put it into a file of its own' })] : [];
  });
}

function duplicates(services: readonly SwarmService[]): readonly Problem[] {
  const first = new Map<string, SwarmService>();
  return services.flatMap(({ name, place }) => {
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, services.find((service) => service.name === name) as SwarmService);
      return [];
    }
    const message = `a second service \`${name}\`; the first is at ${other.place.file}:${other.place.line}`;
    return [{ code: 'duplicate-object', severity: 'error' as const, message, hint: 'hand in what `docker stack config` prints of both files', ...place }];
  });
}

/** What a judge can hold. */
const MAX_TASKS = 100_000;

function tooMany(services: readonly SwarmService[]): readonly Problem[] {
  let tasks = 0;
  for (const { name, replicas, place } of services) {
    tasks += replicas;
    if (tasks <= MAX_TASKS) continue;
    const message = `with the ${replicas} replicas of \`${name}\` the stack has more than ${MAX_TASKS} tasks`;
    return [{ code: 'invalid-value', severity: 'error', message, hint: 'ask for fewer replicas', ...place }];
  }
  return [];
}

function nothingToRun(documents: readonly SourceDocument[]): Problem {
  const [first] = documents;
  const finding = { code: 'empty-entry', message: 'the stack has no service', hint: 'add one under `services:`' } as const;
  if (first === undefined) return { ...finding, severity: 'error', file: '', line: 1, column: 1 };
  return problemAt(first, ['services'], finding);
}

function appsOf(services: readonly SwarmService[]): readonly AppUse[] {
  const apps = new Map<string, AppUse>();
  for (const { app, image, place } of services) if (!apps.has(app)) apps.set(app, { app, image, ...place });
  return [...apps.values()].sort((a, b) => (a.app < b.app ? -1 : 1));
}
