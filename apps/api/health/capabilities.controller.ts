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

const refusal = (description: string) => z.string().nullable().meta({ description });

const capabilitiesSchema = z
  .object({
    api: z.literal(1),
    engine: z.string(),
    scoringVersion: z.int(),
    divisions: z.array(z.string()),
    maxUploadBytes: z.int(),
    uploadEndings: z.array(z.string()),
    judges: z.int().meta({ description: 'Judges that were there lately and have said what they can do.' }),
    plugins: z.object({ refusal: refusal('Why no judge can run plugins now; null: one can.') }),
    live: z.object({
      refusal: refusal('Why no judge takes runs on real containers now; null: one does.'),
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
        .meta({ description: 'Judges that take runs on real containers, and what their hosts can do. Without any, live contests take no entries.' }),
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
    const { judges } = this.store;
    const [noPlugins, noLive, present] = await Promise.all([judges.whyNoPlugins(), judges.whyNoLive(false), judges.list()]);
    return {
      api: 1 as const,
      engine: ENGINE,
      scoringVersion: SCORING_VERSION,
      divisions: [...DIVISIONS],
      maxUploadBytes: MAX_UPLOAD_BYTES,
      uploadEndings: [...UPLOAD_ENDINGS],
      judges: present.length,
      plugins: { refusal: noPlugins },
      live: {
        refusal: noLive,
        judges: present.flatMap(({ name, host }) =>
          host === null ? [] : [{ judge: name, ...host, drivers: host.drivers.map((one) => ({ ...one })), network: { ...host.network } }],
        ),
      },
    };
  }
}
