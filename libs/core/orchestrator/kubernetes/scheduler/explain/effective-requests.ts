import type { Container, PodStatus } from 'kubernetes-types/core/v1';
import type { PodObject } from '../objects/api-objects.js';
import { quantities, type ResourceList } from '../snapshot/amounts.js';
import { isSidecar } from '../snapshot/pod-requests.js';

type Quantities = Readonly<Record<string, string | number>>;

interface ResizedStatus {
  readonly name?: string;
  readonly resources?: { readonly requests?: ResourceList };
  readonly allocatedResources?: ResourceList;
}

function largest(lists: readonly (ResourceList | undefined)[]): Quantities {
  const most: Record<string, string | number> = {};
  for (const list of lists) {
    const numbers = quantities(list);
    for (const [name, text] of Object.entries(list ?? {})) {
      const known = most[name];
      if (known === undefined || (numbers.get(name) ?? 0) > (quantities({ [name]: known }).get(name) ?? 0)) most[name] = text;
    }
  }
  return most;
}

/** While a container is resized in place it counts with the most of what is asked, what is allotted and what it has. */
function resized(container: Container, statuses: readonly ResizedStatus[], infeasible: boolean): Container {
  const status = statuses.find((s) => s.name === container.name);
  if (!status?.resources) return container;
  const asked = infeasible ? [] : [container.resources?.requests];
  const requests = largest([...asked, status.resources.requests, status.allocatedResources]) as Record<string, string>;
  return { ...container, resources: { ...container.resources, requests } };
}

/** What a running pod really takes. */
export function effectivePod(pod: PodObject): PodObject {
  const { containerStatuses, initContainerStatuses, conditions } = (pod.status ?? {}) as PodStatus;
  const statuses = [...(containerStatuses ?? []), ...(initContainerStatuses ?? [])] as readonly ResizedStatus[];
  if (!pod.spec || !statuses.some((s) => s.resources)) return pod;
  const infeasible = conditions?.find((c) => c.type === 'PodResizePending')?.reason === 'Infeasible';
  const { containers, initContainers } = pod.spec;
  const now = (container: Container) => resized(container, statuses, infeasible);
  return {
    ...pod,
    spec: {
      ...pod.spec,
      ...(containers ? { containers: containers.map(now) } : {}),
      ...(initContainers ? { initContainers: initContainers.map((c) => (isSidecar(c) ? now(c) : c)) } : {}),
    },
  };
}
