import type { SourceDocument } from '../source/source-document.js';
import { entriesOf, isMap, itemsOf } from './stack-source.js';

/** Files that stack files name as configs, secrets or environment: their content is for the containers, whatever it looks like. */
export function filesNamed(documents: readonly SourceDocument[]): ReadonlySet<string> {
  const named = new Set<string>();
  for (const { data, file } of documents) {
    if (!isMap(data) || !isMap(data['services'])) continue;
    const folder = file.split('/').slice(0, -1);
    const add = (path: unknown): void => {
      if (typeof path !== 'string') return;
      const steps = path.split('/').filter((step) => step !== '' && step !== '.');
      named.add([...folder, ...steps].join('/'));
    };
    for (const section of ['configs', 'secrets']) for (const [, one] of entriesOf(data[section])) if (isMap(one)) add(one['file']);
    for (const [, service] of entriesOf(data['services'])) {
      if (!isMap(service)) continue;
      for (const one of [service['env_file'], ...itemsOf(service['env_file'])]) add(one);
    }
  }
  return named;
}
