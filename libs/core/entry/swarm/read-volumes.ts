import { CONTAINER_POLICY as POLICY } from '../policy/container-policy.js';
import { type Path, shown } from '../source/source-document.js';
import { isMap, itemsOf, type StackSource } from './stack-source.js';

const BIND = { ...POLICY.hostPath, instead: 'use a named volume or a `tmpfs`' };
const SOCKET = { ...POLICY.socket, instead: 'remove the mount' };
const OUTSIDE = { ...POLICY.externalVolume, instead: 'use a volume of the `local` driver without options' };
/** `/srv`, `./data`, `../data`, `~/data`, `C:\data`, `\\.\pipe\x`. */
const HOST_PATH = /^(\/|\.{1,2}($|[/\\])|~|[A-Za-z]:[\\/]|\\\\)/;

/** Volumes of the whole stack: everything but an ordinary volume of the node is outside of the cluster, or of the host. */
export function checkVolumes(source: StackSource): void {
  for (const [name, volume] of source.section('volumes')) {
    if (!isMap(volume)) continue;
    const at = (field: string): Path => ['volumes', name, field];
    const { driver = 'local', driver_opts: options, external } = volume;
    if (external !== undefined && external !== false) source.forbidden(at('external'), name, OUTSIDE);
    if (driver !== 'local' && driver !== '') source.forbidden(at('driver'), driver, OUTSIDE);
    const { type, device, o } = (isMap(options) ? options : {}) as { type?: unknown; device?: unknown; o?: unknown };
    const device_ = typeof device === 'string' ? device : '';
    if (type === 'tmpfs' || (device_ === '' && type === undefined)) continue;
    const binds =
      type === 'none' ||
      String(o ?? '')
        .split(',')
        .includes('bind');
    if (!source.forbidden([...at('driver_opts'), 'device'], device_, SOCKET))
      source.forbidden([...at('driver_opts'), 'device'], device_ || type, binds ? BIND : OUTSIDE);
  }
}

/** Mounts of a service, short (`name:/path:ro`) and long. */
export function checkMounts(source: StackSource, path: Path, mounts: unknown): void {
  const known = source.section('volumes').map(([name]) => name);
  for (const [index, mount] of itemsOf(mounts).entries()) {
    if (typeof mount === 'string') shortMount(source, [...path, index], mount, known);
    else if (isMap(mount)) longMount(source, [...path, index], mount, known);
  }
}

function shortMount(source: StackSource, path: Path, mount: string, known: readonly string[]): void {
  const windows = /^([A-Za-z]:[\\/][^:]*)(?::(.*))?$/.exec(mount);
  const [from = '', to, ...options] = windows === null ? mount.split(':') : [windows[1] ?? '', ...(windows[2]?.split(':') ?? [])];
  if (to === undefined) {
    if (from === '') source.say(path, { code: 'invalid-value', message: 'the mount is empty', hint: 'such as `data:/var/lib/data`' });
    else if (!from.startsWith('/'))
      source.say(path, { code: 'invalid-value', message: `\`${shown(mount)}\` names no path in the container`, hint: `write \`${from}:/path\`` });
    return;
  }
  if (options.length > 1)
    source.say(path, { code: 'invalid-value', message: `\`${shown(mount)}\` has too many colons`, hint: 'such as `data:/var/lib/data:ro`' });
  else named(source, path, from, known);
}

function longMount(source: StackSource, path: Path, mount: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const { type, source: from, target } = mount;
  if (typeof target !== 'string' || target === '') source.say(path, { code: 'missing-field', message: '`target` is required in a mount' });
  switch (type) {
    case 'volume':
      return typeof from === 'string' && from !== '' ? named(source, [...path, 'source'], from, known) : undefined;
    case 'tmpfs':
      if (from !== undefined) source.say([...path, 'source'], { code: 'exclusive-fields', message: 'a `tmpfs` has no `source`' });
      return;
    case 'bind':
    case 'npipe':
      if (!source.forbidden([...path, 'source'], from ?? '', SOCKET)) source.forbidden([...path, 'source'], from ?? '', BIND);
      return;
    case 'cluster':
      return void source.forbidden([...path, 'type'], type, OUTSIDE);
    default:
      source.say([...path, 'type'], { code: 'value-not-allowed', message: `\`type\` is \`${shown(type)}\``, hint: 'write `volume` or `tmpfs`' });
  }
}

function named(source: StackSource, path: Path, from: string, known: readonly string[]): void {
  if (source.forbidden(path, from, SOCKET)) return;
  if (HOST_PATH.test(from)) source.forbidden(path, from, BIND);
  else if (!known.includes(from))
    source.say(path, { code: 'unknown-volume', message: `undefined volume \`${shown(from)}\``, hint: `add \`${from}: {}\` under the top-level \`volumes\`` });
}
