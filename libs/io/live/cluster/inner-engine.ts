import type { ContainerCreateOptions } from 'dockerode';

type HostConfig = NonNullable<ContainerCreateOptions['HostConfig']> & { readonly CgroupnsMode: string };

/**
 * Rights of a container in which another Docker engine runs. Named one by one instead of `--privileged`: engines that lack a
 * single one of all capabilities (nested virtual machines do) refuse that. Nothing of a contestant runs in such a container
 * but inside the inner engine's own.
 */
export const INNER_ENGINE: HostConfig = {
  CapAdd: [
    'CHOWN',
    'DAC_OVERRIDE',
    'FOWNER',
    'FSETID',
    'KILL',
    'SETGID',
    'SETUID',
    'SETPCAP',
    'SETFCAP',
    'NET_BIND_SERVICE',
    'NET_ADMIN',
    'NET_RAW',
    'SYS_CHROOT',
    'SYS_ADMIN',
    'SYS_PTRACE',
    'MKNOD',
    'AUDIT_WRITE',
  ],
  SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
  MaskedPaths: [],
  ReadonlyPaths: [],
  DeviceCgroupRules: ['a *:* rwm'],
  CgroupnsMode: 'private',
};
