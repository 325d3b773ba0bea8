import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { scenarioJsonSchema } from '#core/scenario';
import { Answer } from '../http/answer.js';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs, OpenToAll } from '../auth/access.js';
import { type Caller, CurrentCaller } from '../auth/caller.js';
import { NewScenarioDto, scenarioSchema, ScenarioListQuery, scenarioPageSchema } from './scenario-dto.js';
import { ScenarioService } from './scenario-service.js';

const SCHEMA = scenarioJsonSchema();

@ApiTags('scenarios')
@Controller('api/v1/scenarios')
export class ScenariosController {
  constructor(private readonly scenarios: ScenarioService) {}

  @Get()
  @OpenToAll()
  @ApiOperation({ operationId: 'listScenarios', summary: 'The newest version of every scenario; hidden ones for organizers only' })
  @Answer(scenarioPageSchema)
  list(@Query() query: ScenarioListQuery, @CurrentCaller() caller: Caller) {
    return this.scenarios.list(query, caller);
  }

  @Get('schema')
  @OpenToAll()
  @ApiOperation({ operationId: 'readScenarioSchema', summary: 'JSON Schema of scenario files, for editors: `# yaml-language-server: $schema=…`' })
  @ApiOkResponse({ content: { 'application/schema+json': { schema: { type: 'object', additionalProperties: true } } } })
  schema(@Res() response: Response): void {
    response.type('application/schema+json').send(JSON.stringify(SCHEMA));
  }

  @Post()
  @Needs('organizer', 'organize')
  @ApiOperation({ operationId: 'createScenario', summary: 'Hand in a scenario file; of a hidden one only the commitment is told, until it is revealed' })
  @Answer(scenarioSchema, 201)
  create(@Body() scenario: NewScenarioDto) {
    return this.scenarios.create(scenario);
  }

  @Get(':id')
  @OpenToAll()
  @ApiOperation({ operationId: 'readScenario', summary: 'One scenario with its preview' })
  @Answer(scenarioSchema)
  read(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    return this.scenarios.read(id, caller);
  }

  @Get(':id/file')
  @OpenToAll()
  @ApiOperation({ operationId: 'readScenarioFile', summary: 'The file as it is: its SHA-256 is the commitment' })
  @ApiOkResponse({ content: { 'application/yaml': { schema: { type: 'string' } } } })
  async file(@Param('id') id: string, @CurrentCaller() caller: Caller, @Res() response: Response): Promise<void> {
    const { text, commitment } = await this.scenarios.file(id, caller);
    response.setHeader('ETag', `"${commitment}"`);
    response.type('application/yaml').send(text);
  }

  @Post(':id/reveal')
  @Needs('organizer', 'organize')
  @ApiOperation({ operationId: 'revealScenario', summary: 'Shows a hidden scenario to everybody; it is shown by itself once its contests are over' })
  @Answer(scenarioSchema, 200)
  reveal(@Param('id') id: string) {
    return this.scenarios.reveal(id);
  }
}
