import type { ContainerCreateOptions, HostConfig, MountSettings } from 'dockerode';
import { randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import { LABEL } from '../engine/labels.js';
import { processMark } from '../engine/owner-process.js';
import type { PipeFolder } from '../pipes/pipe-folder.js';
import { BOX, type SandboxLimits } from './sandbox-limits.js';

export interface SandboxPlan {
  /** By its id: tags can be moved. */
  readonly image: string;
  readonly owner: string;
  readonly seccomp: string;
  /** Null: the engine's default. */
  readonly runtime: string | null;
  readonly limits: SandboxLimits;
  /** Whether its conversation goes through pipes of its own; else through the engine's attach stream. */
  readonly hasPipes: boolean;
}

/** What tells of the host, or through which one run could signal to another. */
const MASKED = [
  ...['acpi', 'asound', 'buddyinfo', 'bus', 'cmdline', 'config.gz', 'consoles', 'crypto', 'diskstats', 'driver', 'interrupts', 'iomem', 'ioports'],
  ...['kallsyms', 'kcore', 'key-users', 'keys', 'kmsg', 'kpagecount', 'kpageflags', 'latency_stats', 'loadavg', 'locks', 'mdstat', 'modules', 'mtrr'],
  ...['pagetypeinfo', 'partitions', 'pressure', 'sched_debug', 'schedstat', 'scsi', 'slabinfo', 'softirqs', 'stat', 'swaps', 'sysvipc', 'timer_list'],
  ...['timer_stats', 'uptime', 'version_signature', 'vmallocinfo', 'vmstat', 'zoneinfo'],
].map((name) => `/proc/${name}`);
const MASKED_SYS = ['block', 'bus', 'class', 'dev', 'devices', 'firmware', 'fs', 'hypervisor', 'kernel', 'module', 'power'].map((name) => `/sys/${name}`);
const READ_ONLY = ['/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/** With a field that the types of the client do not know yet. */
type Confinement = HostConfig & { readonly CgroupnsMode: 'private' };

const CPU_PERIOD_US = 100_000;
const FIRST_UID = 10_000;
const LAST_UID = 60_000;

/** A container in which somebody else's code may run. Every line is here on purpose: docs/plugins.md has the table. */
export function containerOptions(
  { image, owner, seccomp, runtime, limits }: SandboxPlan,
  pipes: PipeFolder | null,
): ContainerCreateOptions & { readonly HostConfig: Confinement } {
  // Not nobody: some limits of the kernel are per user, and two sandboxes are not to meet in them.
  const uid = randomInt(FIRST_UID, LAST_UID);
  const tmpfs = `rw,noexec,nosuid,nodev,size=${BOX.bytes},nr_inodes=${BOX.inodes}`;
  return {
    Image: image,
    Labels: { [LABEL.owner]: owner, [LABEL.born]: String(Date.now()), [LABEL.process]: processMark(), [LABEL.host]: hostname() },
    Entrypoint: ['/bin/sh', '/regatta/open.sh'],
    Cmd: [],
    User: `${uid}:${uid}`,
    Hostname: 'sandbox',
    WorkingDir: '/box',
    Env: [],
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    NetworkDisabled: true,
    HostConfig: {
      NetworkMode: 'none',
      IpcMode: 'none',
      CgroupnsMode: 'private',
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges', `seccomp=${seccomp}`],
      ReadonlyRootfs: true,
      Tmpfs: { '/box': tmpfs },
      // The two files alone: what is beside them, and the folder's name, cannot be changed from within.
      Mounts: pipes === null ? [] : [mounted(pipes.questions, 'questions'), mounted(pipes.answers, 'answers')],
      MaskedPaths: [...MASKED, ...MASKED_SYS],
      ReadonlyPaths: READ_ONLY,
      Memory: limits.memoryBytes,
      MemorySwap: limits.memoryBytes,
      PidsLimit: limits.processes,
      CpuPeriod: CPU_PERIOD_US,
      CpuQuota: CPU_PERIOD_US * BOX.cpus,
      OomScoreAdj: 1000,
      Ulimits: [
        { Name: 'nofile', Soft: BOX.openFiles, Hard: BOX.openFiles },
        { Name: 'fsize', Soft: BOX.bytes, Hard: BOX.bytes },
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'memlock', Soft: 0, Hard: 0 },
        { Name: 'msgqueue', Soft: 0, Hard: 0 },
      ],
      LogConfig: { Type: 'none', Config: {} },
      Init: true,
      // An engine that removes it by itself takes the cause of death with it.
      AutoRemove: false,
      RestartPolicy: { Name: 'no' },
      ...(runtime === null ? {} : { Runtime: runtime }),
    },
  };
}

const mounted = (source: string, name: string): MountSettings => ({ Type: 'bind', Source: source, Target: `/regatta/${name}`, ReadOnly: true });
