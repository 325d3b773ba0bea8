import type { Problem } from '#core/problem';
import type { EntryFile } from '../entry.js';
import { problemAt, shown, type SourceDocument } from '../source/source-document.js';
import { castValues } from './cast-values.js';
import { stackValidator } from './compose-schema.js';
import { interpolate } from './interpolate.js';
import { checkOtherVersions } from './other-versions.js';
import { checkConfigs } from './read-files.js';
import { checkNetworks } from './read-networks.js';
import { checkPublishedOnce } from './read-ports.js';
import { readService } from './read-service.js';
import { checkVolumes } from './read-volumes.js';
import { schemaProblems } from './schema-problems.js';
import { type Data, isMap, StackSource } from './stack-source.js';
import type { SwarmService } from './swarm-service.js';

const NEWEST_MINOR = 13;

/** One stack file: its services, which are worth something only if nothing is wrong with it. Everything that is wrong is added to `problems`. */
export function readStack(document: SourceDocument, files: readonly EntryFile[], problems: Problem[]): readonly SwarmService[] {
  const raw = document.data as Data;
  if (!hasServices(document, raw, problems)) return [];
  const { data: filled, findings } = interpolate(raw);
  for (const { path, message, hint } of findings) problems.push(problemAt(document, path, { code: 'invalid-variable', message, hint }));
  const data = castValues(filled) as Data;
  const validate = stackValidator();
  const errors = validate(data) ? [] : [...(validate.errors ?? [])];
  const ofForm = schemaProblems(document, data, errors);
  const ofMeaning: Problem[] = [];
  const source = new StackSource(document, data, ofMeaning);
  checkOtherVersions(source);
  checkVolumes(source);
  checkNetworks(source);
  checkConfigs(source, 'configs', files);
  checkConfigs(source, 'secrets', files);
  const read = source.section('services').flatMap(([name, service]) => (isMap(service) ? [readService(source, name, service, files)] : []));
  checkPublishedOnce(source, read);
  // Where the form is wrong already, the meaning would only repeat it.
  const told = new Set(ofForm.map(placeOf));
  problems.push(...ofForm, ...ofMeaning.filter((problem) => !told.has(placeOf(problem))));
  return read.map(({ service }) => service);
}

const placeOf = ({ line, column }: Problem): string => `${line}:${column}`;

/** Tells of any version but 3 or none. False: a file without `services` is of version 1, in which nothing can be told by the rules of version 3. */
function hasServices(document: SourceDocument, data: Data, problems: Problem[]): boolean {
  const say = (path: readonly string[], message: string, hint: string): boolean => {
    problems.push(problemAt(document, path, { code: 'other-compose-version', message, hint }));
    return 'services' in data;
  };
  const { version } = data;
  if (version !== undefined && typeof version === 'string') {
    const [, major, minor = '0'] = /^(\d+)(?:\.(\d+))?$/.exec(version) ?? [];
    if (major !== '3' || Number(minor) > NEWEST_MINOR)
      return say(
        ['version'],
        `unsupported Compose file version: ${shown(version)}`,
        `docker stack deploy takes versions 3.0 to 3.${NEWEST_MINOR}: write \`version: "3.8"\``,
      );
  }
  if (!('services' in data) && version === undefined)
    return say([], 'this is a Compose file of version 1', 'put the services under `services:` and their limits under `deploy:`');
  return true;
}
