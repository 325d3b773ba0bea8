import type { Fields, TextCheck } from '../../shape/shape.js';
import { each, fields, flag, inert, list, map, text } from '../../shape/shapes.js';
import { anyKey, dnsLabel } from '../../shape/name-rules.js';
import { labels } from '../metadata.js';

const owner = fields({ apiVersion: text(), 'kind!': text(), 'name!': text(), uid: inert, controller: flag, blockOwnerDeletion: inert });

/** Metadata with all that the API server writes into it. */
export const snapshotMetadata = (name: TextCheck): Fields =>
  fields({
    'name!': text(name, 'invalid-name'),
    namespace: text(dnsLabel, 'invalid-name'),
    labels,
    annotations: map(anyKey, text()),
    ownerReferences: list(owner),
    deletionTimestamp: text(),
    uid: text(),
    ...each(
      inert,
      'creationTimestamp',
      'deletionGracePeriodSeconds',
      'finalizers',
      'generateName',
      'generation',
      'managedFields',
      'resourceVersion',
      'selfLink',
    ),
  });
