import type { Problem } from '#core/problem';
import type { Place } from '../entry.js';
import { checkShape } from '../shape/check-shape.js';
import type { Shape } from '../shape/shape.js';
import { list } from '../shape/shapes.js';
import { problemAt, type SourceDocument } from '../source/source-document.js';
import type { RoleQuota, RoleWeight } from './marathon-app.js';
import { quotaRequest, roles, updateQuota, updateWeights, valueOf, weights } from './master-fields.js';

type Path = readonly (string | number)[];
type Data = Readonly<Record<string, unknown>>;
export type MasterKind = 'weights' | 'update-weights' | 'quota' | 'quotas' | 'update-quota' | 'roles';

const SHAPES: Readonly<Record<MasterKind, Shape>> = {
  weights,
  'update-weights': updateWeights,
  quota: quotaRequest,
  quotas: list(quotaRequest, 1),
  'update-quota': updateQuota,
  roles,
};

const isMap = (value: unknown): value is Data => value !== null && typeof value === 'object' && !Array.isArray(value);
const isWeight = (value: unknown): boolean => isMap(value) && 'role' in value && 'weight' in value && !('id' in value);
const isQuota = (value: unknown): boolean => isMap(value) && 'guarantee' in value && !('id' in value);

/** Which body of the Mesos master's API a document is; null when it is none. */
export function masterKind({ data }: SourceDocument): MasterKind | null {
  if (Array.isArray(data)) return data.length === 0 ? null : data.every(isWeight) ? 'weights' : data.every(isQuota) ? 'quotas' : null;
  if (!isMap(data)) return null;
  if ('update_quota' in data || data['type'] === 'UPDATE_QUOTA') return 'update-quota';
  if ('update_weights' in data || data['type'] === 'UPDATE_WEIGHTS') return 'update-weights';
  if (isQuota(data)) return 'quota';
  return Array.isArray(data['roles']) && !('id' in data) ? 'roles' : null;
}

export interface MasterSettings {
  readonly weights: RoleWeight[];
  readonly quotas: RoleQuota[];
}

/** Adds what a document sets to `settings`; what is wrong goes to `problems`. */
export function readMaster(document: SourceDocument, kind: MasterKind, settings: MasterSettings, problems: Problem[]): void {
  const before = problems.length;
  const clean = checkShape(document, document.data, SHAPES[kind], problems);
  if (problems.length > before) return;
  const reader = new MasterReader(document, settings, problems);
  switch (kind) {
    case 'weights':
      return (clean as readonly RoleWeight[]).forEach((one, index) => reader.weight(one, [index]));
    case 'update-weights':
      return (clean as { update_weights: { weight_infos: readonly RoleWeight[] } }).update_weights.weight_infos.forEach((one, index) =>
        reader.weight(one, ['update_weights', 'weight_infos', index]),
      );
    case 'quota':
      return reader.legacyQuota(clean as Legacy, []);
    case 'quotas':
      return (clean as readonly Legacy[]).forEach((one, index) => reader.legacyQuota(one, [index]));
    case 'update-quota':
      return (clean as { update_quota: { quota_configs: readonly Config[] } }).update_quota.quota_configs.forEach(({ role, guarantees, limits }, index) =>
        reader.quota(role, guarantees, limits, ['update_quota', 'quota_configs', index, 'role']),
      );
    case 'roles':
      return (clean as { roles: readonly Role[] }).roles.forEach(({ name, weight, quota }, index) => {
        if (weight !== undefined) reader.weight({ role: name, weight }, ['roles', index]);
        if (quota !== undefined) reader.quota(name, quota.guarantee, quota.limit, ['roles', index, 'quota']);
      });
  }
}

interface Legacy {
  readonly role: string;
  readonly guarantee: readonly { readonly name: string; readonly scalar: { readonly value: number } }[];
}
interface Config {
  readonly role: string;
  readonly guarantees?: Data;
  readonly limits?: Data;
}
interface Role {
  readonly name: string;
  readonly weight?: number;
  readonly quota?: { readonly guarantee?: Data; readonly limit?: Data };
}

class MasterReader {
  constructor(
    private readonly document: SourceDocument,
    private readonly settings: MasterSettings,
    private readonly problems: Problem[],
  ) {}

  weight({ role, weight }: RoleWeight, path: Path): void {
    if (this.settings.weights.some((other) => other.role === role)) return this.twice('weight', role, path);
    this.settings.weights.push({ role, weight });
  }

  /** Through `/quota` a guarantee is a limit as well. */
  legacyQuota({ role, guarantee }: Legacy, path: Path): void {
    const amounts = Object.fromEntries(guarantee.map(({ name, scalar }) => [name, scalar.value]));
    this.quota(role, amounts, amounts, [...path, 'role']);
  }

  quota(role: string, guarantees: Data = {}, limits: Data = {}, path: Path): void {
    if (this.settings.quotas.some((other) => other.role === role)) return this.twice('quota', role, path);
    this.settings.quotas.push({ role, guarantees: numbers(guarantees), limits: numbers(limits), place: this.placeOf(path) });
  }

  private twice(what: string, role: string, path: Path): void {
    this.problems.push(
      problemAt(this.document, path, { code: 'duplicate-object', message: `a second ${what} for the role \`${role}\``, hint: 'keep one of the two' }),
    );
  }

  private placeOf(path: Path): Place {
    const { file, line, column } = problemAt(this.document, path, { code: 'invalid-value', message: '' });
    return { file, line, column };
  }
}

const numbers = (amounts: Data): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(amounts).map(([name, written]) => [name, valueOf(written) ?? 0]));
