import { type EventObject, EventNotes } from './event-notes.js';

const BEGAN = Date.parse('2026-01-01T12:00:00.400Z');
const event = (reason: string, kind: string, name: string, message: string, more: Partial<EventObject> = {}): EventObject => ({
  metadata: { uid: 'a', creationTimestamp: '2026-01-01T12:00:01Z' },
  involvedObject: { kind, name },
  reason,
  message,
  lastTimestamp: '2026-01-01T12:00:01Z',
  ...more,
});
const rescale = event('SuccessfulRescale', 'HorizontalPodAutoscaler', 'api', 'New size: 4; reason: cpu resource utilization above target');

describe('events of a real control plane', () => {
  it.each([
    [rescale, ['scaled', 'hpa/api', 'New size: 4; reason: cpu resource utilization above target']],
    [
      event('ScalingReplicaSet', 'Deployment', 'api', 'Scaled up replica set api-5f from 3 to 4'),
      ['scaled', 'deployment/api', 'Scaled up replica set api-5f from 3 to 4'],
    ],
    [event('NodeNotReady', 'Node', 'node-1', 'Node node-1 status is now: NodeNotReady'), ['node-down', 'node-1', 'Node node-1 status is now: NodeNotReady']],
    [event('FailedScheduling', 'Pod', 'web-1', '0/3 nodes are available', { lastTimestamp: null }), ['pod-unschedulable', 'web-1', '0/3 nodes are available']],
  ])('are noted as the simulated one notes them', (said, note) => {
    expect(new EventNotes(BEGAN).read(said)).toEqual(note);
  });

  it('are told once, and again when they happen again', () => {
    const notes = new EventNotes(BEGAN);
    expect([rescale, rescale, { ...rescale, count: 2 }].map((one) => notes.read(one) !== null)).toEqual([true, false, true]);
  });

  it('are none of the run when they are older, or when they say nothing that is decided', () => {
    const notes = new EventNotes(BEGAN);
    expect(notes.read({ ...rescale, lastTimestamp: '2026-01-01T11:59:59Z' })).toBeNull();
    expect(notes.read({ ...rescale, reason: 'Pulled' })).toBeNull();
    expect(notes.read({ ...rescale, lastTimestamp: '2026-01-01T12:00:00Z' })).not.toBeNull();
  });
});
