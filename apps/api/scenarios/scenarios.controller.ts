import { Controller, Get, Param, Query } from '@nestjs/common';
import { Answer } from '../http/answer.js';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { OpenToAll } from '../auth/access.js';
import { type Caller, CurrentCaller } from '../auth/caller.js';
import { scenarioSchema, ScenarioListQuery, scenarioPageSchema } from './scenario-dto.js';
import { ScenarioService } from './scenario-service.js';

@ApiTags('scenarios')
@Controller('api/v1/scenarios')
export class ScenariosController {
  constructor(private readonly scenarios: ScenarioService) {}

  @Get()
  @OpenToAll()
  @ApiOperation({ operationId: 'listScenarios', summary: 'The newest version of every scenario' })
  @Answer(scenarioPageSchema)
  list(@Query() query: ScenarioListQuery) {
    return this.scenarios.list(query);
  }

  @Get(':id')
  @OpenToAll()
  @ApiOperation({ operationId: 'readScenario', summary: 'One scenario with its preview; text and preview of a hidden one are for organizers' })
  @Answer(scenarioSchema)
  read(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    return this.scenarios.read(id, caller);
  }
}
