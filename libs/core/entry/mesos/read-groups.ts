import type { Problem } from '#core/problem';
import { checkShape } from '../shape/check-shape.js';
import { type Finding, problemAt, shown, type SourceDocument } from '../source/source-document.js';
import { app as appShape, group as groupShape } from './app-fields.js';
import { isWithin, resolvePath } from './path-id.js';
import type { CheckedApp } from './read-app.js';

type Path = readonly (string | number)[];

interface CheckedGroup {
  readonly id?: string;
  readonly apps?: readonly CheckedApp[];
  readonly groups?: readonly CheckedGroup[];
  readonly dependencies?: readonly string[];
  readonly enforceRole?: boolean;
}

/** Something of the tree of groups with the place it was read at: an app, or a group with its own dependencies. */
export interface TreeNode {
  readonly id: string;
  readonly document: SourceDocument;
  readonly path: Path;
  /** Absolute, as written: apps or groups; the path of each within the document. */
  readonly dependencies: readonly { readonly id: string; readonly path: Path }[];
  readonly app: CheckedApp | null;
  readonly role: string;
}

/** The apps and groups of a document of `/v2/apps` or `/v2/groups`, in the order in which they are written. */
export function readGroups(document: SourceDocument, problems: Problem[]): readonly TreeNode[] {
  const { data } = document;
  if (Array.isArray(data)) return data.flatMap((one, index) => readApp(document, one, [index], problems));
  if (typeof (data as { id?: unknown }).id === 'string' && 'container' in (data as object)) return readApp(document, data, [], problems);
  if (!('apps' in (data as object)) && !('groups' in (data as object))) return readApp(document, data, [], problems);
  const before = problems.length;
  const clean = checkShape(document, data, groupShape, problems) as CheckedGroup;
  return problems.length > before ? [] : new TreeWalk(document, problems).group(clean, '/', [], '*');
}

function readApp(document: SourceDocument, data: unknown, path: Path, problems: Problem[]): readonly TreeNode[] {
  const before = problems.length;
  const clean = checkShape(document, data, appShape, problems, [...path]) as CheckedApp;
  return problems.length > before ? [] : new TreeWalk(document, problems).app(clean, '/', path, '*', false);
}

class TreeWalk {
  constructor(
    private readonly document: SourceDocument,
    private readonly problems: Problem[],
  ) {}

  group(group: CheckedGroup, base: string, path: Path, inherited: string): readonly TreeNode[] {
    const id = this.within(group.id ?? '/', base, [...path, 'id']);
    const role = group.enforceRole === true ? (id.split('/')[1] ?? '*') : inherited;
    const dependencies = this.dependencies(group.dependencies, id, path);
    const own: TreeNode = { id, document: this.document, path: [...path, 'id'], dependencies, app: null, role };
    const apps = (group.apps ?? []).flatMap((one, index) => this.app(one, id, [...path, 'apps', index], role, role !== '*'));
    const groups = (group.groups ?? []).flatMap((one, index) => this.group(one, id, [...path, 'groups', index], role));
    return [own, ...apps, ...groups];
  }

  app(app: CheckedApp, base: string, path: Path, groupRole: string, enforced: boolean): readonly TreeNode[] {
    const id = this.within(app.id, base, [...path, 'id']);
    if (id === '/') this.say([...path, 'id'], { code: 'invalid-name', message: 'an app must not be root', hint: 'write a name such as `/shop/web`' });
    const role = this.role(app, id, path, groupRole, enforced);
    return [{ id, document: this.document, path, dependencies: this.dependencies(app.dependencies, id, path), app, role }];
  }

  private within(id: string, base: string, path: Path): string {
    const absolute = resolvePath(id, base);
    if (!isWithin(absolute, base))
      this.say(path, { code: 'invalid-name', message: `\`${shown(id)}\` is not below its group \`${base}\``, hint: 'write an id relative to the group' });
    return absolute;
  }

  private dependencies(written: readonly string[] | undefined, id: string, path: Path): TreeNode['dependencies'] {
    return (written ?? []).map((one, index) => ({ id: resolvePath(one, id), path: [...path, 'dependencies', index] }));
  }

  /** Marathon lets an app have the default role or that of its group at the top. */
  private role(app: CheckedApp, id: string, path: Path, groupRole: string, enforced: boolean): string {
    const [, top = '', ...below] = id.split('/');
    const allowed = below.length === 0 ? ['*'] : enforced ? [top] : ['*', top];
    const role = app.role ?? groupRole;
    const named = allowed.map((one) => `\`${one}\``).join(' or ');
    if (!allowed.includes(role))
      this.say([...path, 'role'], { code: 'unknown-role', message: `\`${shown(role)}\`: an app here has the role ${named}`, hint: `write ${named}` });
    for (const [index, accepted] of (app.acceptedResourceRoles ?? []).entries())
      if (accepted !== '*' && accepted !== role)
        this.say([...path, 'acceptedResourceRoles', index], {
          code: 'unknown-role',
          message: `\`${shown(accepted)}\`: an app of the role \`${role}\` takes resources of \`*\`${role === '*' ? '' : ` or \`${role}\``} only`,
          hint: 'leave `acceptedResourceRoles` out to take both',
        });
    return role;
  }

  private say(path: Path, finding: Finding): void {
    this.problems.push(problemAt(this.document, path, finding));
  }
}
