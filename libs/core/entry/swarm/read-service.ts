import { SECOND } from '#core/units';
import type { EntryFile } from '../entry.js';
import { CONTAINER_POLICY as POLICY, isAppImage } from '../policy/container-policy.js';
import { goDurationUs } from './amounts.js';
import { readDeploy } from './read-deploy.js';
import { checkConfigUses, checkFile } from './read-files.js';
import { readHealthcheck } from './read-healthcheck.js';
import { checkServiceNetworks } from './read-networks.js';
import { pluginsOf } from './plugins-of.js';
import { type PublishedPort, readPorts } from './read-ports.js';
import { checkMounts } from './read-volumes.js';
import { SERVICE_FIELDS } from './service-fields.js';
import { type Data, isMap, itemsOf, type StackSource } from './stack-source.js';
import type { SwarmService } from './swarm-service.js';

const STOP_GRACE_US = 10 * SECOND;
const NAME = /^[a-zA-Z0-9]+(?:[a-zA-Z0-9-_]*[a-zA-Z0-9])?$/;

export interface ReadService {
  readonly name: string;
  readonly service: SwarmService;
  readonly ports: readonly PublishedPort[];
}

/** One service, whatever the schema has to say of its form. */
export function readService(source: StackSource, name: string, data: Data, files: readonly EntryFile[]): ReadService {
  const path = ['services', name];
  checkFields(source, name, data);
  checkReferences(source, path, data, files);
  if (!NAME.test(name) || name.length > 63)
    source.say(
      path,
      {
        code: 'invalid-name',
        message: `the name \`${name}\` is not one that a service may have`,
        hint: 'letters, digits, - and _; a letter or digit at both ends',
      },
      'key',
    );
  const image = typeof data['image'] === 'string' ? data['image'] : '';
  if (image === '') source.say(path, { code: 'missing-field', message: `\`image\` is required in \`${name}\`` }, 'key');
  else source.forbidden([...path, 'image'], image, POLICY.image);
  const ports = readPorts(source, [...path, 'ports'], data['ports']);
  const deploy = readDeploy(source, [...path, 'deploy'], isMap(data['deploy']) ? data['deploy'] : {}, data['restart']);
  if (deploy.endpointMode === 'dnsrr')
    for (const port of ports)
      if (port.mode === 'ingress')
        source.say(port.path, {
          code: 'exclusive-fields',
          message: "port published with ingress mode can't be used with dnsrr mode",
          hint: 'write `endpoint_mode: vip`',
        });
  const grace = data['stop_grace_period'];
  const service: SwarmService = {
    ...deploy,
    name,
    app: isAppImage(image) ? image.replace(/^regatta\//, '').replace(/:.*$/, '') : '',
    image,
    hostPorts: ports.filter((port) => port.mode === 'host').map((port) => `${port.published}/${port.protocol}`),
    plugins: pluginsOf(source, data),
    healthcheck: readHealthcheck(source, [...path, 'healthcheck'], data['healthcheck']),
    stopGraceUs: typeof grace === 'string' ? (goDurationUs(grace) ?? STOP_GRACE_US) : STOP_GRACE_US,
    place: source.placeOf(path),
  };
  return { name, service, ports };
}

/** Fields by their treatment. */
function checkFields(source: StackSource, name: string, data: Data): void {
  for (const [field, value] of Object.entries(data)) {
    const treatment = Object.hasOwn(SERVICE_FIELDS, field) ? SERVICE_FIELDS[field] : undefined;
    if (value === null || treatment === undefined) continue;
    const path = ['services', name, field];
    if (field === 'depends_on' && isMap(value))
      source.say(path, {
        code: 'other-compose-version',
        message: 'conditions of `depends_on` are not taken by docker stack deploy',
        hint: 'leave it out, and let the service retry',
      });
    else if (treatment.kind === 'policy') source.forbidden(path, value, treatment.rule);
    else if (treatment.kind === 'ignored')
      source.say(
        path,
        { code: 'ignored-field', severity: 'warning', message: `docker stack deploy ignores \`${field}\`: ${treatment.why}`, hint: treatment.instead },
        'key',
      );
  }
}

function checkReferences(source: StackSource, path: readonly string[], data: Data, files: readonly EntryFile[]): void {
  checkMounts(source, [...path, 'volumes'], data['volumes']);
  checkServiceNetworks(source, [...path, 'networks'], data['networks']);
  checkConfigUses(source, [...path, 'configs'], 'configs', data['configs']);
  checkConfigUses(source, [...path, 'secrets'], 'secrets', data['secrets']);
  const envFiles = data['env_file'];
  if (typeof envFiles === 'string') checkFile(source, [...path, 'env_file'], envFiles, files);
  for (const [index, file] of itemsOf(envFiles).entries()) if (typeof file === 'string') checkFile(source, [...path, 'env_file', index], file, files);
}
