import type Docker from 'dockerode';
import { seccompProfile } from '../confinement/seccomp-profile.js';
import { within } from '../engine/within.js';
import { findPython } from '../images/host-programs.js';
import { advice, type Finding, no, yes } from './finding.js';
import { judgeRunc } from './runc-version.js';

const ASK_MS = 15_000;
/** 20.10: the first that keeps a control group namespace private and takes our profile. */
const API_LEAST = 1.41;
const GVISOR = 'runsc';

export interface EngineFacts {
  readonly architecture: string;
  /** gVisor where the engine has it; null: its default runtime. */
  readonly runtime: string | null;
}

interface Info {
  readonly OSType?: string;
  readonly Architecture?: string;
  readonly MemoryLimit?: boolean;
  readonly SwapLimit?: boolean;
  readonly CpuCfsQuota?: boolean;
  readonly PidsLimit?: boolean;
  readonly CgroupVersion?: string;
  readonly SecurityOptions?: readonly string[];
  readonly RuncCommit?: { readonly ID?: string };
  readonly Runtimes?: Readonly<Record<string, unknown>>;
  readonly InitBinary?: string;
}

/** What the engine says of itself. Whether it keeps its word is seen by `tryOut`. */
export async function examineHost(engine: Docker): Promise<{ readonly findings: readonly Finding[]; readonly facts: EngineFacts | null }> {
  let info: Info;
  let version: Docker.DockerVersion;
  try {
    [info, version] = await within(ASK_MS, 'describe itself', Promise.all([engine.info() as Promise<Info>, engine.version()]));
  } catch (error) {
    const found = `no container engine answers (${(error as Error).message})`;
    return { findings: [no('engine', found, 'install Docker (`apt-get install docker.io`), start it, and let this user reach its socket')], facts: null };
  }
  const runtimes = Object.keys(info.Runtimes ?? {});
  const runtime = runtimes.includes(GVISOR) ? GVISOR : null;
  const architecture = info.Architecture ?? '';
  return {
    findings: [...engineFindings(info, version), ...limitFindings(info), ...wallFindings(info, version, runtime, architecture), pythonFinding()],
    facts: { architecture, runtime },
  };
}

function engineFindings({ OSType }: Info, { Version, ApiVersion }: Docker.DockerVersion): readonly Finding[] {
  const found = `${Version}, API ${ApiVersion}`;
  return [
    Number(ApiVersion) >= API_LEAST ? yes('engine', found) : no('engine', found, 'Docker 20.10 or later'),
    OSType === 'linux' ? yes('containers', 'linux') : no('containers', String(OSType), 'an engine for Linux containers'),
  ];
}

function limitFindings({ MemoryLimit, SwapLimit, CpuCfsQuota, PidsLimit, CgroupVersion }: Info): readonly Finding[] {
  const kernel = 'a kernel with this control group controller; on Debian boot with `cgroup_enable=memory swapaccount=1`';
  const limit = (check: string, has: boolean | undefined) =>
    has === true ? yes(check, `control groups v${CgroupVersion ?? '1'}`) : no(check, 'cannot be limited', kernel);
  return [limit('memory', MemoryLimit), limit('swap', SwapLimit), limit('cpu', CpuCfsQuota), limit('processes', PidsLimit)];
}

function wallFindings(info: Info, version: Docker.DockerVersion, runtime: string | null, architecture: string): readonly Finding[] {
  const options = info.SecurityOptions ?? [];
  const components = (version as { Components?: readonly { Name: string; Version: string }[] }).Components ?? [];
  // Distributions put their own revision into the commit, others the version into the component only.
  const commit = info.RuncCommit?.ID ?? '';
  const runc = /\d+\.\d+\.\d+/.test(commit) ? commit : (components.find(({ Name }) => Name === 'runc')?.Version ?? commit);
  return [
    !options.some((option) => option.includes('name=seccomp'))
      ? no('seccomp', 'the engine filters no system calls', 'an engine and a kernel with seccomp')
      : seccompProfile(architecture) === null
        ? no('seccomp', `no profile for ${architecture}`, 'a host of x86_64 or aarch64')
        : yes('seccomp', 'own profile'),
    runcFinding(runc),
    runtime === null ? advice('gVisor', 'not installed', 'install runsc and add it to the engine: it is used as soon as it is there') : yes('gVisor', 'used'),
    options.some((option) => option.includes('name=userns') || option.includes('name=rootless'))
      ? yes('user namespaces', 'users of a sandbox are nobody on the host')
      : advice('user namespaces', 'off', 'start the engine with `--userns-remap=default`, or rootless'),
  ];
}

function runcFinding(version: string): Finding {
  const fix = 'runc 1.2.8, 1.3.3 or later';
  switch (judgeRunc(version)) {
    case 'good':
      return yes('runc', version);
    case 'old':
      return advice('runc', version, fix);
    case 'vulnerable':
      return no('runc', `${version}: programs can leave their container (CVE-2024-21626)`, fix);
    case 'unknown':
      return advice('runc', version === '' ? 'the engine does not say which' : version, fix);
  }
}

function pythonFinding(): Finding {
  const python = findPython();
  return python === null ? advice('Python', 'not on this host', 'install python3 (3.9 or later) to judge plugins in Python') : yes('Python', python.version);
}
