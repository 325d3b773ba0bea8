/** Nodes per second that may be given the NoExecute taint, in one zone. */
export interface ZoneHealth {
  readonly nodes: number;
  readonly notReady: number;
}

export const NODE_EVICTION_RATE = 0.1;
const SECONDARY_RATE = 0.01;
const UNHEALTHY_SHARE = 0.55;
const LARGE_ZONE = 50;

export const isFullyDisrupted = (zone: ZoneHealth): boolean => zone.notReady > 0 && zone.notReady === zone.nodes;

/** A zone that is down while others are not was struck itself; when most of a zone is down, or all zones are, the fault is more likely in what looks at them. */
export function zoneEvictionRate(zone: ZoneHealth, allZonesDown: boolean): number {
  if (allZonesDown) return 0;
  if (isFullyDisrupted(zone)) return NODE_EVICTION_RATE;
  const mostlyDown = zone.notReady > 2 && zone.notReady / zone.nodes >= UNHEALTHY_SHARE;
  if (!mostlyDown) return NODE_EVICTION_RATE;
  return zone.nodes > LARGE_ZONE ? SECONDARY_RATE : 0;
}
