import type { PodToRun } from '#core/cluster';
import type { Frame } from '../../../../libs/io/live/programs/reliable-link.js';

export const API_PORT = 6443;
export const SOCKET = '/run/containerd/containerd.sock';

/** From a kubelet. */
export type FromKubelet =
  | {
      readonly phase: {
        readonly pod: number;
        readonly phase: string;
        readonly exitCode: number;
        readonly restarts: number;
        readonly reason: string;
        readonly ip: string;
      };
    }
  | { readonly pulled: { readonly image: string; readonly bytes: number; readonly tookMs: number; readonly wasThere: boolean } };

export type ToKubelet =
  | { readonly start: { readonly pod: PodToRun; readonly uid: string; readonly env: Readonly<Record<string, string>> } }
  | { readonly stop: number; readonly graceUs: number; readonly preStopUs: number };

export interface Hello {
  readonly name: string;
  readonly token: string;
  readonly boot: string;
  readonly address: string;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly podsMax: number;
}

export type KubeletLine = { readonly hello: Hello } | { readonly beat: true } | { readonly frame: Frame<FromKubelet> };
/** `subnets`: the pods of every node, and the address of that node. */
export type ApiLine =
  | { readonly welcome: { readonly subnet: string } }
  | { readonly beat: true }
  | { readonly subnets: readonly { readonly subnet: string; readonly via: string }[] }
  | { readonly frame: Frame<ToKubelet> };

/** Between a command and the machine it is given on. */
export interface Asked {
  readonly tool: string;
  readonly args: readonly string[];
  readonly stdin: string;
}
export type Answered = { readonly out: string } | { readonly run: readonly string[] } | { readonly exit: number; readonly err?: string };
