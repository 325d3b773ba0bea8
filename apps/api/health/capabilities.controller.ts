import { Controller, Get } from '@nestjs/common';
import { Answer } from '../http/answer.js';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DIVISIONS } from '#core/entry';
import { ENGINE } from '#core/run';
import { SCORING_VERSION } from '#core/scoring';
import { OpenToAll } from '../auth/access.js';
import { MAX_UPLOAD_BYTES, UPLOAD_ENDINGS } from '../http/read-upload.js';

const capabilitiesSchema = z
  .object({
    api: z.literal(1),
    engine: z.string(),
    scoringVersion: z.int(),
    divisions: z.array(z.string()),
    maxUploadBytes: z.int(),
    uploadEndings: z.array(z.string()),
  })
  .meta({ id: 'Capabilities' });

@ApiTags('capabilities')
@Controller('api/v1/capabilities')
export class CapabilitiesController {
  @Get()
  @OpenToAll()
  @ApiOperation({ operationId: 'readCapabilities', summary: 'What this platform can do' })
  @Answer(capabilitiesSchema)
  read() {
    return {
      api: 1 as const,
      engine: ENGINE,
      scoringVersion: SCORING_VERSION,
      divisions: [...DIVISIONS],
      maxUploadBytes: MAX_UPLOAD_BYTES,
      uploadEndings: [...UPLOAD_ENDINGS],
    };
  }
}
