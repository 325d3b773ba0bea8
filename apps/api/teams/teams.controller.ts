import { Body, Controller, Post } from '@nestjs/common';
import { Answer } from '../http/answer.js';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../auth/access.js';
import { teamSchema } from '../leaderboard/leaderboard-dto.js';
import { NewTeamDto } from './team-dto.js';
import { TeamService } from './team-service.js';

@ApiTags('teams')
@Controller('api/v1/teams')
export class TeamsController {
  constructor(private readonly teams: TeamService) {}

  @Post()
  @Needs('admin', 'admin')
  @ApiOperation({ operationId: 'createTeam', summary: 'Register a team' })
  @Answer(teamSchema, 201)
  create(@Body() team: NewTeamDto) {
    return this.teams.create(team.name);
  }
}
