import type { Sandbox } from '../cluster/sandbox.js';

/**
 * A machine that was unplugged keeps the routes to its own pods, which lie within the subnet of the sandbox: the engine plugs
 * nothing in where a route conflicts with it. They are put aside meanwhile; those that were lost with the cable are made again.
 */
export const TAKE_ROUTES_AWAY = [
  '/bin/sh',
  '-c',
  'ip -4 route show >/run/regatta-routes; while read -r route; do ip route del $route; done </run/regatta-routes',
];

/** A cable that was put back in may have another name: whatever went by the old one goes by that which has the machine's address now. */
const BRING_BACK = `gateway=$1
set -- $(ip -o -4 addr show to "$2")
link=$2
ip route replace default via "$gateway" dev "$link"
while read -r route; do
  words= last=
  for word in $route; do
    case "$last $word" in 'dev eth'*) word=$link ;; esac
    words="$words $word" last=$word
  done
  ip route replace $words
done </run/regatta-routes
ip -4 route show default | grep -q .`;

export const bringRoutesBack = (sandbox: Sandbox, address: string): readonly string[] => ['/bin/sh', '-c', BRING_BACK, 'node', sandbox.address(1), address];
