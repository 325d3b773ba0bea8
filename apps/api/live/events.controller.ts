import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { OpenToAll } from '../auth/access.js';
import { type Caller, CurrentCaller } from '../auth/caller.js';
import { EventService } from './event-service.js';

const Stream =
  (operationId: string, summary: string): MethodDecorator =>
  (target, key, descriptor) => {
    ApiOperation({ operationId, summary })(target, key, descriptor);
    ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Goes on after this event' })(target, key, descriptor);
    ApiOkResponse({ description: 'Events `submission`, `run`, `leaderboard`; data is JSON', content: { 'text/event-stream': { schema: { type: 'string' } } } })(
      target,
      key,
      descriptor,
    );
  };

@ApiTags('events')
@Controller('api/v1')
export class EventsController {
  constructor(private readonly events: EventService) {}

  @Get('contests/:id/events')
  @OpenToAll()
  @Stream('followContest', 'What happens in a contest, as server-sent events')
  contest(@Param('id') id: string, @CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.events.followContest(id, caller, request, response);
  }

  @Get('submissions/:id/events')
  @OpenToAll()
  @Stream('followSubmission', 'What happens to one submission, as server-sent events')
  submission(@Param('id') id: string, @CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.events.followSubmission(id, caller, request, response);
  }
}
