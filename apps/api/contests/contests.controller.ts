import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Answer } from '../http/answer.js';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs, OpenToAll } from '../auth/access.js';
import { type Caller, CurrentCaller } from '../auth/caller.js';
import { contestSchema, ContestListQuery, contestPageSchema, NewContestDto } from './contest-dto.js';
import { ContestService } from './contest-service.js';

@ApiTags('contests')
@Controller('api/v1/contests')
export class ContestsController {
  constructor(private readonly contests: ContestService) {}

  @Get()
  @OpenToAll()
  @ApiOperation({ operationId: 'listContests', summary: 'All contests, the newest first' })
  @Answer(contestPageSchema)
  list(@Query() query: ContestListQuery, @CurrentCaller() caller: Caller) {
    return this.contests.list(query, caller);
  }

  @Get(':id')
  @OpenToAll()
  @ApiOperation({ operationId: 'readContest', summary: 'One contest, by id or slug' })
  @Answer(contestSchema)
  read(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    return this.contests.read(id, caller);
  }

  @Post()
  @Needs('organizer', 'organize')
  @ApiOperation({ operationId: 'createContest', summary: 'Open a contest over scenarios that the platform knows' })
  @Answer(contestSchema, 201)
  create(@Body() contest: NewContestDto, @CurrentCaller() caller: Caller) {
    return this.contests.create(contest, caller);
  }
}
