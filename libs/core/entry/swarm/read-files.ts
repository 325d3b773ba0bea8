import type { EntryFile } from '../entry.js';
import { CONTAINER_POLICY as POLICY } from '../policy/container-policy.js';
import { type Path, shown } from '../source/source-document.js';
import { isMap, itemsOf, type StackSource } from './stack-source.js';

/** A file that the command line would read: one of the entry, or one of the host. */
export function checkFile(source: StackSource, path: Path, named: string, files: readonly EntryFile[]): void {
  const from = source.document.file.split('/').slice(0, -1);
  const steps = named.split('/').filter((step) => step !== '' && step !== '.');
  const whole = [...from];
  for (const step of steps) {
    if (step !== '..') whole.push(step);
    else if (whole.pop() === undefined) return void source.forbidden(path, named, POLICY.hostFile);
  }
  if (/^([/~\\]|[A-Za-z]:)/.test(named)) source.forbidden(path, named, POLICY.hostFile);
  else if (files.length > 1 && !files.some((file) => file.path === whole.join('/')))
    source.say(path, { code: 'missing-file', message: `there is no file \`${shown(named)}\` in the entry`, hint: 'hand it in with the stack file' });
}

/** `configs` and `secrets` of the whole stack. */
export function checkConfigs(source: StackSource, section: 'configs' | 'secrets', files: readonly EntryFile[]): void {
  for (const [name, one] of source.section(section)) {
    if (!isMap(one)) continue;
    const { file, external, driver, template_driver: template } = one;
    if (external !== undefined && external !== false)
      source.say([section, name, 'external'], {
        code: 'external-object',
        message: `\`${shown(name)}\` is declared as external, and there is nothing outside of the stack`,
        hint: 'name a file of the entry with `file`',
      });
    else if (driver !== undefined || (template !== undefined && template !== 'golang'))
      source.say([section, name, driver === undefined ? 'template_driver' : 'driver'], {
        code: 'value-not-allowed',
        message: 'no node has this driver',
        hint: 'name a file of the entry with `file`',
      });
    else if (typeof file === 'string') checkFile(source, [section, name, 'file'], file, files);
    else source.say([section, name], { code: 'missing-field', message: `\`file\` is required in \`${shown(name)}\`` });
  }
}

/** What a service takes of them. */
export function checkConfigUses(source: StackSource, path: Path, section: 'configs' | 'secrets', uses: unknown): void {
  const known = source.section(section).map(([name]) => name);
  for (const [index, use] of itemsOf(uses).entries()) {
    const name = isMap(use) ? use['source'] : use;
    const at = isMap(use) ? [...path, index, 'source'] : [...path, index];
    if (typeof name !== 'string' || name === '') source.say(at, { code: 'missing-field', message: '`source` is required' });
    else if (!known.includes(name))
      source.say(at, {
        code: section === 'configs' ? 'unknown-config' : 'unknown-secret',
        message: `undefined ${section.slice(0, -1)} \`${shown(name)}\``,
        hint: `add it under the top-level \`${section}\``,
      });
  }
}
