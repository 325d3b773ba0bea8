import type { ControlPlanePlan } from './api-server.js';
import type { Joined } from './kubelet.js';
import { joinedWith } from './kubelet.js';
import { API_PORT } from './messages.js';

/** What `k3s server` and `k3s agent` are told by flags and environment. */
export function k3sPlan(args: readonly string[]): { readonly server: ControlPlanePlan } | { readonly agent: Joined } {
  const after = (flag: string) => args[args.indexOf(flag) + 1] ?? '';
  const given = (flag: string) => args.filter((arg) => arg.startsWith(`--${flag}=`)).map((arg) => arg.slice(flag.length + 3));
  const address = after('--node-ip');
  const token = process.env['K3S_TOKEN'] ?? '';
  if (after('--flannel-iface') !== 'eth0') throw new Error('flannel found no default route to take its interface from');
  if (args[0] === 'agent') {
    const flags = Object.fromEntries(given('kubelet-arg').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
    const server = /^https:\/\/([\d.]+):(\d+)$/.exec(process.env['K3S_URL'] ?? '');
    return { agent: joinedWith(`${server?.[1]}:${server?.[2] ?? API_PORT}`, token, { ...flags, 'node-ip': address }) };
  }
  if (after('--node-taint') !== 'node-role.kubernetes.io/control-plane=:NoSchedule') throw new Error('the server would take pods of the entry');
  const [a, b, c = '0'] = address.split('.');
  return {
    server: {
      address,
      token,
      // k3s wraps what its pods say to each other; this has routes instead, and they must be within the network of the nodes.
      podSubnet: `${a}.${b}.${(Number(c) & 192) + 32}.0/19`,
      schedulerFile:
        given('kube-scheduler-arg')
          .find((pair) => pair.startsWith('config='))
          ?.slice('config='.length) ?? null,
      credentials: '/var/lib/rancher/k3s/server/cred/scheduler.kubeconfig',
    },
  };
}
