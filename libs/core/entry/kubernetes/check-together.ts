import type { Problem } from '#core/problem';
import { nearest } from '#core/scenario';
import { type Finding, problemAt } from '../source/source-document.js';
import type { CheckedObject } from './checked-object.js';
import { SCHEDULER_CONFIGURATION } from './kind-table.js';
import { podsOf, specOf } from './pods-of.js';
import { type LabelSelectorData, selectorMatches } from './workload-rules.js';

type Objects = readonly CheckedObject[];
const at = (object: CheckedObject, path: readonly (string | number)[], finding: Finding): Problem =>
  problemAt(object.document, [...object.root, ...path], finding);
const named = (objects: Objects, kind: string): Objects => objects.filter((object) => object.kind === kind);

/** What only shows when all objects are looked at together. */
export function checkTogether(objects: Objects): readonly Problem[] {
  return [
    ...duplicates(objects),
    ...oneConfiguration(objects),
    ...priorityClasses(objects),
    ...defaultClasses(objects),
    ...schedulers(objects),
    ...autoscalers(objects),
    ...selectors(objects),
  ];
}

function duplicates(objects: Objects): readonly Problem[] {
  const first = new Map<string, CheckedObject>();
  return objects.flatMap((object) => {
    if (object.kind === SCHEDULER_CONFIGURATION) return [];
    const key = `${object.kind}/${object.namespace}/${object.name}`;
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, object);
      return [];
    }
    const { line } = other.document.placeOf(other.document.offset);
    return [
      at(object, ['metadata', 'name'], {
        code: 'duplicate-object',
        message: `a second ${object.kind} \`${object.name}\`; the first is at ${other.document.file}:${line}`,
      }),
    ];
  });
}

function oneConfiguration(objects: Objects): readonly Problem[] {
  return named(objects, SCHEDULER_CONFIGURATION)
    .slice(1)
    .map((object) =>
      at(object, ['kind'], {
        code: 'several-scheduler-configurations',
        message: 'only one KubeSchedulerConfiguration',
        hint: 'write several `profiles` in one',
      }),
    );
}

/** A second default is refused when it is made. */
function defaultClasses(objects: Objects): readonly Problem[] {
  const [first, ...others] = named(objects, 'PriorityClass').filter((object) => (object.data as { globalDefault?: boolean }).globalDefault === true);
  return others.map((object) =>
    at(object, ['globalDefault'], {
      code: 'exclusive-fields',
      message: `PriorityClass \`${first?.name}\` is already marked as default: only one default can exist`,
    }),
  );
}

const SYSTEM_CLASSES: readonly string[] = ['system-cluster-critical', 'system-node-critical'];

function priorityClasses(objects: Objects): readonly Problem[] {
  const classes = named(objects, 'PriorityClass').map((object) => object.name);
  return objects.flatMap((object) => {
    const pods = podsOf(object);
    const name = pods?.spec.priorityClassName;
    if (pods === null || !name || classes.includes(name) || SYSTEM_CLASSES.includes(name)) return [];
    const meant = nearest(name, classes);
    const hint = meant === undefined ? 'add the PriorityClass to the entry' : `did you mean \`${meant}\`?`;
    return [
      problemAt(object.document, [...pods.path, 'priorityClassName'], {
        code: 'unknown-priority-class',
        message: `no PriorityClass with name \`${name}\` was found`,
        hint,
      }),
    ];
  });
}

function schedulers(objects: Objects): readonly Problem[] {
  const configuration = named(objects, SCHEDULER_CONFIGURATION)[0]?.data as { profiles?: readonly { schedulerName?: string }[] } | undefined;
  const names = configuration?.profiles?.map((profile) => profile.schedulerName ?? 'default-scheduler') ?? [];
  const known = names.length === 0 ? ['default-scheduler'] : names;
  return objects.flatMap((object) => {
    const pods = podsOf(object);
    if (pods === null) return [];
    const name = pods.spec.schedulerName ?? 'default-scheduler';
    if (known.includes(name)) return [];
    const path = pods.spec.schedulerName === undefined ? pods.path : [...pods.path, 'schedulerName'];
    const message = `no profile has the name \`${name}\`: these pods would stay pending`;
    return [problemAt(object.document, path, { code: 'unknown-scheduler', severity: 'warning', message, hint: `profiles: ${known.join(', ')}` })];
  });
}

function autoscalers(objects: Objects): readonly Problem[] {
  return named(objects, 'HorizontalPodAutoscaler').flatMap((object) => {
    const { kind, name } = specOf<{ scaleTargetRef: { kind: string; name: string } }>(object).scaleTargetRef;
    const targets = named(objects, kind).filter((target) => target.namespace === object.namespace);
    if (targets.some((target) => target.name === name)) return [];
    const meant = nearest(
      name,
      targets.map((target) => target.name),
    );
    const hint = meant === undefined ? 'it will scale nothing' : `did you mean \`${meant}\`?`;
    return [
      at(object, ['spec', 'scaleTargetRef', 'name'], {
        code: 'unknown-target',
        severity: 'warning',
        message: `there is no ${kind} \`${name}\` in the entry`,
        hint,
      }),
    ];
  });
}

function selectors(objects: Objects): readonly Problem[] {
  const pods = objects.flatMap((object) => {
    const of = podsOf(object);
    return of === null ? [] : [{ namespace: object.namespace, labels: of.labels }];
  });
  return [...named(objects, 'Service'), ...named(objects, 'PodDisruptionBudget')].flatMap((object) => {
    const written = specOf<{ selector?: LabelSelectorData | Readonly<Record<string, string>> }>(object).selector;
    if (written === undefined || Object.keys(written).length === 0) return [];
    const selector = (object.kind === 'Service' ? { matchLabels: written } : written) as LabelSelectorData;
    if (pods.some((pod) => pod.namespace === object.namespace && selectorMatches(selector, pod.labels))) return [];
    return [
      at(object, ['spec', 'selector'], {
        code: 'selects-nothing',
        severity: 'warning',
        message: `${object.kind} \`${object.name}\` selects no pod of the entry`,
      }),
    ];
  });
}
