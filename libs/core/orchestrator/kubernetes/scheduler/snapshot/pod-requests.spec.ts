import type { PodSpecObject } from '../objects/api-objects.js';
import { podRequests } from './pod-requests.js';

const MIB = 1024 * 1024;
const asks = (requests: Readonly<Record<string, string>> = {}, more: object = {}) => ({ name: 'c', resources: { requests }, ...more });
const sidecar = (cpu: string) => asks({ cpu }, { restartPolicy: 'Always' });
const sums = (spec: object) => {
  const { plain, assumed, compared } = podRequests(spec as PodSpecObject);
  const of = (m: ReadonlyMap<string, number>) => [m.get('cpu') ?? 0, (m.get('memory') ?? 0) / MIB];
  return { plain: of(plain), assumed: of(assumed), compared: of(compared) };
};

describe('what a pod asks for', () => {
  it.each([
    ['its containers together', { containers: [asks({ cpu: '1' }), asks({ cpu: '500m' })] }, 1500],
    ['or its hungriest init container', { containers: [asks({ cpu: '1' })], initContainers: [asks({ cpu: '3' }), asks({ cpu: '2' })] }, 3000],
    ['sidecars beside the containers', { containers: [asks({ cpu: '1' })], initContainers: [sidecar('1')] }, 2000],
    ['an init container beside the sidecars started before it', { containers: [asks({ cpu: '1' })], initContainers: [sidecar('2'), asks({ cpu: '3' })] }, 5000],
    ['and not beside those started after it', { containers: [asks({ cpu: '1' })], initContainers: [asks({ cpu: '3' }), sidecar('2')] }, 3000],
    ['the overhead on top', { containers: [asks({ cpu: '1' })], overhead: { cpu: '250m' } }, 1250],
    ['pod-level requests instead', { containers: [asks({ cpu: '1' })], resources: { requests: { cpu: '4' } }, overhead: { cpu: '1' } }, 5000],
    ['pod-level limits where neither asks', { containers: [asks()], resources: { limits: { cpu: '2' } } }, 2000],
    ['the containers where pod-level has only limits', { containers: [asks({ cpu: '1' })], resources: { limits: { cpu: '2' } } }, 1000],
  ])('%s', (_, spec, cpu) => expect(sums(spec).plain[0]).toBe(cpu));

  it.each([
    ['100m and 200Mi for a container that asks for none', { containers: [asks(), asks({ cpu: '1' })] }, [1100, 400], [1100, 400]],
    ['nothing is assumed where the container asks for zero', { containers: [asks({ cpu: '0', memory: '0' })] }, [0, 0], [0, 0]],
    ['also for init containers', { containers: [asks()], initContainers: [asks({ cpu: '0' })] }, [100, 200], [100, 200]],
    [
      'pod-level requests fill in for the containers once the pod runs, but not while it looks for a node',
      { containers: [asks(), asks()], resources: { requests: { cpu: '1', memory: '1Gi' } } },
      [1000, 1024],
      [200, 400],
    ],
    ['what pod-level leaves open is assumed', { containers: [asks(), asks()], resources: { requests: { cpu: '1' } } }, [1000, 400], [200, 400]],
    ['unless some container asks for it', { containers: [asks({ memory: '64Mi' }), asks()], resources: { requests: { cpu: '1' } } }, [1000, 64], [200, 264]],
  ])('where idle room is compared: %s', (_, spec, assumed, compared) => expect(sums(spec)).toMatchObject({ assumed, compared }));
});
