import { Controller, Get, Param, Res } from '@nestjs/common';
import { Answer } from '../http/answer.js';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { OpenToAll } from '../auth/access.js';
import { type Caller, CurrentCaller } from '../auth/caller.js';
import { runSchema, runTimelineSchema } from './run-dto.js';
import { RunService } from './run-service.js';

@ApiTags('runs')
@Controller('api/v1/runs/:id')
export class RunsController {
  constructor(private readonly runs: RunService) {}

  @Get()
  @OpenToAll()
  @ApiOperation({ operationId: 'readRun', summary: 'One run: how it ended, what it measured, what that is worth' })
  @Answer(runSchema)
  read(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    return this.runs.read(id, caller);
  }

  @Get('timeline')
  @OpenToAll()
  @ApiOperation({ operationId: 'readTimeline', summary: 'What happened, window by window' })
  @Answer(runTimelineSchema)
  timeline(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    return this.runs.timeline(id, caller);
  }

  @Get('record')
  @OpenToAll()
  @ApiOperation({
    operationId: 'readRecord',
    summary: 'The run record: `regatta verify` replays it. For the team of the entry and the organizers, because the entry is inside',
  })
  @ApiOkResponse({ content: { 'application/json': { schema: { type: 'object', additionalProperties: true } } } })
  async record(@Param('id') id: string, @CurrentCaller() caller: Caller, @Res() response: Response): Promise<void> {
    const { bytes, digest } = await this.runs.record(id, caller);
    response.setHeader('ETag', `"${digest}"`);
    response.type('application/json').send(bytes);
  }
}
