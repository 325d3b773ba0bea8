const SEGMENT = /^(([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])\.)*([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])$/;

/** What is wrong with an id or a path to one; null when Marathon takes it. */
export function pathIdProblem(path: string): string | null {
  const segments = path.replace(/\/$/, '').split('/');
  const wrong = segments.find((segment, index) => !(index === 0 && segment === '') && segment !== '..' && segment !== '.' && !SEGMENT.test(segment));
  if (path === '') return 'must not be empty';
  return wrong === undefined || path === '/' ? null : "must consist of lower case letters, digits, hyphens, '.' and '..' between slashes";
}

/** A path as seen from `from`: absolute paths stay, `..` goes one up. */
export function resolvePath(path: string, from: string): string {
  const segments = path.startsWith('/') ? [] : from.split('/').filter((segment) => segment !== '');
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}

export const isWithin = (id: string, group: string): boolean => group === '/' || id === group || id.startsWith(`${group}/`);
