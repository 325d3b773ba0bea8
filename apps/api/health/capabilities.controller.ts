import { Controller, Get, Inject } from '@nestjs/common';
import { Answer } from '../http/answer.js';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DIVISIONS } from '#core/entry';
import { ENGINE } from '#core/run';
import { SCORING_VERSION } from '#core/scoring';
import type { Store } from '#io/store';
import { STORE } from '../parts.js';
import { OpenToAll } from '../auth/access.js';
import { MAX_UPLOAD_BYTES, UPLOAD_ENDINGS } from '../http/read-upload.js';

/** Judges say what they can every minute. */
const HEARD_WITHIN_MS = 180_000;

const capabilitiesSchema = z
  .object({
    api: z.literal(1),
    engine: z.string(),
    scoringVersion: z.int(),
    divisions: z.array(z.string()),
    maxUploadBytes: z.int(),
    uploadEndings: z.array(z.string()),
    live: z.object({
      judges: z
        .array(
          z.object({
            judge: z.string(),
            engine: z.string(),
            cpus: z.number(),
            memoryBytes: z.number(),
            drivers: z.array(z.object({ driver: z.string(), refusal: z.string().nullable() })),
            network: z.record(z.string(), z.boolean()),
          }),
        )
        .meta({ description: 'Judges that take runs on real containers, and what their hosts can do. Without any, live runs wait.' }),
    }),
  })
  .meta({ id: 'Capabilities' });

@ApiTags('capabilities')
@Controller('api/v1/capabilities')
export class CapabilitiesController {
  constructor(@Inject(STORE) private readonly store: Store) {}

  @Get()
  @OpenToAll()
  @ApiOperation({ operationId: 'readCapabilities', summary: 'What this platform can do' })
  @Answer(capabilitiesSchema)
  async read() {
    const hosts = await this.store.hosts.list(HEARD_WITHIN_MS);
    return {
      api: 1 as const,
      engine: ENGINE,
      scoringVersion: SCORING_VERSION,
      divisions: [...DIVISIONS],
      maxUploadBytes: MAX_UPLOAD_BYTES,
      uploadEndings: [...UPLOAD_ENDINGS],
      live: {
        judges: hosts.map(({ judge, facts }) => ({ judge, ...facts, drivers: facts.drivers.map((one) => ({ ...one })), network: { ...facts.network } })),
      },
    };
  }
}
