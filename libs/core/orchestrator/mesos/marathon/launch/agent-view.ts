import { HOSTNAME_FIELDS, REGION_FIELD, ZONE_FIELD } from '#core/entry/mesos';

/** What an offer says of its agent. */
export interface AgentView {
  readonly host: string;
  readonly region: string | null;
  readonly zone: string | null;
  /** Values as Marathon compares them. */
  readonly attributes: ReadonlyMap<string, string>;
  /** It is in a maintenance window, or one begins before tasks could be drained. */
  readonly underMaintenance: boolean;
}

/** The value of a constraint's field; null: the agent has none. */
export function fieldValue(agent: AgentView, field: string): string | null {
  if (HOSTNAME_FIELDS.includes(field)) return agent.host;
  if (field === REGION_FIELD) return agent.region;
  return field === ZONE_FIELD ? agent.zone : (agent.attributes.get(field) ?? null);
}
