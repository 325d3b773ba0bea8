import type { KubernetesObject } from '#core/entry';
import { documentsIn } from './kubelet.js';
import type { ApiServer } from './api-server.js';
import type { NodeImages } from './images.js';
import type { Answered, Asked } from './messages.js';
import type { StandInNode } from './world.js';

type Run = Extract<Answered, { run: unknown }>;

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: { readonly containers: readonly { readonly image: string }[] };
}

/** Pods that are none of the entry's: begun by their manifest alone, on the control plane's own node. */
const bare = new Set<string>();

/** The verbs of kubectl that judges use. What it does not know it refuses, as the real one would what it does not know. */
export async function kubectl(
  api: ApiServer,
  { args, stdin }: Asked,
  images: NodeImages,
  say: (text: string) => void,
  onClose: (end: () => void) => void,
): Promise<Run | void> {
  const [verb, ...rest] = args.filter((arg) => !arg.startsWith('--kubeconfig='));
  const flag = (name: string) => rest.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  const words = rest.filter((arg) => !arg.startsWith('-'));
  switch (verb) {
    case 'get':
      return get(api, rest.at(-1) ?? '', say, onClose);
    case 'create':
      api.createNetwork(stdin);
      return say('created\n');
    case 'apply':
      for (const item of itemsIn(stdin)) say(`${item.kind === 'Pod' ? beginPod(item as unknown as Pod, images) : api.apply(item)}\n`);
      return;
    case 'wait':
      if (!bare.has(`${flag('namespace')}/${words[0]?.replace('pod/', '')}`)) throw new Error(`pods "${words[0]}" not found`);
      return;
    case 'exec': {
      if (!bare.has(`${flag('namespace')}/${words[0]}`)) throw new Error(`pods "${words[0]}" not found`);
      return { run: args.slice(args.indexOf('--') + 1) };
    }
    case 'label':
    case 'taint': {
      const node = nodeCalled(api, words[1]);
      if (verb === 'label') node.labels = { ...node.labels, ...Object.fromEntries(words.slice(2).map((pair) => pair.split('='))) };
      else node.taints = words.slice(2).flatMap((mark) => (mark.endsWith('-') ? [] : [taintOf(mark)]));
      return api.world.described(node);
    }
    case 'scale':
      return void api.apply(changed(api, words[0], (spec) => ({ ...spec, replicas: Number(flag('replicas')) })));
    case 'set': {
      const [container, image] = (words[2] ?? '').split('=');
      return void api.apply(changed(api, words[1], (spec) => withImage(spec, container ?? '', image ?? '')));
    }
    case 'uncordon':
      return api.world.maintain(nodeCalled(api, words[0]), 'uncordon');
    case 'drain':
      return drain(api, nodeCalled(api, words[0]), Number.parseInt(flag('timeout') ?? '0', 10));
    case 'delete':
      return api.removeNode(words[1] ?? '');
    default:
      throw new Error(`error: unknown command "${verb}" for "kubectl"`);
  }
}

async function get(api: ApiServer, path: string, say: (text: string) => void, onClose: (end: () => void) => void): Promise<void> {
  const send = (event: object): void => say(`${JSON.stringify(event)}\n`);
  if (path === '/readyz') return say('ok');
  if (path === '/api/v1/nodes') return say(JSON.stringify({ items: api.nodeObjects() }));
  if (path === '/apis/apps/v1/namespaces/kube-system/deployments/coredns')
    return say(JSON.stringify({ status: api.hasNetwork ? { availableReplicas: 2 } : {} }));
  const watches: Readonly<Record<string, () => () => void>> = {
    '/api/v1/pods': () => api.watchPods(send),
    '/api/v1/events': () => api.watchEvents(send),
    '/apis/apps/v1/deployments': () => api.watchDeployments(send),
  };
  const follow = watches[path.replace(/\?watch=true$/, '')]?.();
  if (follow === undefined) throw new Error('Error from server (NotFound): the server could not find the requested resource');
  await new Promise<void>((resolve) => onClose(resolve));
  follow();
}

function itemsIn(text: string): readonly KubernetesObject[] {
  return documentsIn(text).flatMap((document) => ((document as { items?: KubernetesObject[] }).items ?? [document]) as KubernetesObject[]);
}

function beginPod({ metadata, spec }: Pod, images: NodeImages): string {
  for (const { image } of spec.containers) if (images.sizeOf(image) === null) throw new Error(`ErrImageNeverPull: ${image} is not present`);
  bare.add(`${metadata.namespace ?? 'default'}/${metadata.name}`);
  return `pod/${metadata.name} created`;
}

function nodeCalled(api: ApiServer, name: string | undefined): StandInNode {
  const node = api.world.nodes.get(name ?? '');
  if (node === undefined) throw new Error(`Error from server (NotFound): nodes "${name}" not found`);
  return node;
}

function taintOf(mark: string) {
  const [, key = '', value = '', effect = ''] = /^([^=:]+)=?([^:]*):(.+)$/.exec(mark) ?? [];
  return { key, value, effect: effect as StandInNode['taints'][number]['effect'] };
}

type Spec = Readonly<Record<string, unknown>>;

function changed(api: ApiServer, resource: string | undefined, change: (spec: Spec) => Spec): KubernetesObject {
  const object = api.world.objects.get(resource ?? '');
  if (object === undefined) throw new Error(`Error from server (NotFound): ${resource} not found`);
  return { ...object, spec: change((object as { spec?: Spec }).spec ?? {}) } as KubernetesObject;
}

function withImage(spec: Spec, name: string, image: string): Spec {
  const template = spec['template'] as { spec: { containers: { name: string }[] } };
  const containers = template.spec.containers.map((container) => (container.name === name ? { ...container, image } : container));
  return { ...spec, template: { ...template, spec: { ...template.spec, containers } } };
}

async function drain(api: ApiServer, node: StandInNode, timeoutS: number): Promise<void> {
  api.world.maintain(node, 'drain');
  const until = Date.now() + timeoutS * 1000;
  while (api.world.podsOn(node).length > 0) {
    if (Date.now() > until) throw new Error(`error: drain did not complete within ${timeoutS}s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
