import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { Answer } from '../http/answer.js';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Needs, OpenToAll } from '../auth/access.js';
import { type Caller, CurrentCaller } from '../auth/caller.js';
import { acceptedSchema, entryFilesSchema, submissionSchema, SubmissionListQuery, submissionPageSchema } from './submission-dto.js';
import { SubmissionReader } from './submission-reader.js';
import { SubmissionService } from './submission-service.js';

const UPLOAD = {
  type: 'object',
  required: ['file'],
  properties: { file: { type: 'string', format: 'binary', description: '.yaml, .yml, .json, .zip, .tar.gz or .tgz; at most 8 MiB' } },
} as const;

@ApiTags('submissions')
@Controller('api/v1')
export class SubmissionsController {
  constructor(
    private readonly submissions: SubmissionService,
    private readonly reader: SubmissionReader,
  ) {}

  @Post('contests/:id/submissions')
  @Needs('contestant', 'submit')
  @ApiOperation({ operationId: 'submitEntry', summary: 'Hand an entry to a contest; every problem of it is said at once' })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ required: true, schema: { ...UPLOAD, required: ['file'] } })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'The same key with the same entry gives the same submission, however often it is sent' })
  @Answer(acceptedSchema, 201)
  submit(@Param('id') contest: string, @CurrentCaller() caller: Caller, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    return this.submissions.submit(contest, caller, request, response);
  }

  @Get('submissions')
  @Needs('viewer', 'read')
  @ApiOperation({ operationId: 'listSubmissions', summary: 'The own submissions, or everybody’s for an organizer; the newest first' })
  @Answer(submissionPageSchema)
  list(@Query() query: SubmissionListQuery, @CurrentCaller() caller: Caller) {
    return this.reader.list(query, caller);
  }

  @Get('submissions/:id')
  @OpenToAll()
  @ApiOperation({ operationId: 'readSubmission', summary: 'One submission with its runs' })
  @Answer(submissionSchema)
  read(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    return this.reader.read(id, caller);
  }

  @Get('submissions/:id/entry')
  @Needs('contestant', 'read')
  @ApiOperation({ operationId: 'readEntry', summary: 'The files that were handed in; for their team and the organizers' })
  @Answer(entryFilesSchema)
  entry(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    return this.reader.entry(id, caller);
  }
}
