import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { Request, Response } from 'express';
import { OpenToAll } from '../auth/access.js';
import { type Caller, CurrentCaller } from '../auth/caller.js';
import { nameOf, refTo } from '../http/answer.js';
import { LeaderboardQuery, leaderboardSchema } from './leaderboard-dto.js';
import { LeaderboardService } from './leaderboard-service.js';

@ApiTags('leaderboard')
@Controller('api/v1/contests/:id/leaderboard')
export class LeaderboardController {
  constructor(private readonly leaderboards: LeaderboardService) {}

  @Get()
  @OpenToAll()
  // From memory, whoever asks: a hall full of people behind one address may all look.
  @SkipThrottle({ address: true, token: true })
  @ApiOperation({ operationId: 'readLeaderboard', summary: 'The standings, from a snapshot; organizers see through a freeze' })
  @ApiOkResponse({ description: '', content: { 'application/json': { schema: refTo(nameOf(leaderboardSchema)) } } })
  async read(
    @Param('id') id: string,
    @Query() query: LeaderboardQuery,
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { etag, body } = await this.leaderboards.read(id, query, caller);
    response.setHeader('ETag', etag);
    if (request.fresh) response.status(304).end();
    else response.type('application/json').send(body);
  }
}
