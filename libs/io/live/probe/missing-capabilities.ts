import { readFileSync } from 'node:fs';

/** By their numbers (linux/capability.h). */
const NAMES = [
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW',
  'IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD',
  'LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE',
].flatMap((line) => line.split(' '));

/** Capabilities that the bounding set of this process leaves out: beside the engine, nobody else has them either. Empty where that cannot be read. */
export function missingCapabilities(status = readStatus()): readonly string[] {
  const mask = /CapBnd:\s+([0-9a-f]+)/.exec(status)?.[1];
  if (mask === undefined) return [];
  const bits = BigInt(`0x${mask}`);
  return NAMES.filter((_, number) => ((bits >> BigInt(number)) & 1n) === 0n).map((name) => `CAP_${name}`);
}

function readStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}
