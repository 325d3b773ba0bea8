import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Answer } from '../http/answer.js';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../auth/access.js';
import { type Caller, CurrentCaller } from '../auth/caller.js';
import { createdTokenSchema, meSchema, NewTokenDto, TokenListQuery, tokenPageSchema } from './token-dto.js';
import { TokenService } from './token-service.js';

@ApiTags('tokens')
@Controller('api/v1')
export class TokensController {
  constructor(private readonly tokens: TokenService) {}

  @Get('me')
  @Needs('viewer', 'read')
  @ApiOperation({ operationId: 'readMe', summary: 'Who the token says you are' })
  @Answer(meSchema)
  me(@CurrentCaller() caller: Caller) {
    return { role: caller.role, scopes: [...caller.scopes], team: caller.team };
  }

  @Get('tokens')
  @Needs('contestant', 'read')
  @ApiOperation({ operationId: 'listTokens', summary: 'The tokens of the own team, or all for an admin; never the secrets' })
  @Answer(tokenPageSchema)
  list(@Query() query: TokenListQuery, @CurrentCaller() caller: Caller) {
    return this.tokens.list(query, caller);
  }

  @Post('tokens')
  @Needs('contestant', 'submit')
  @ApiOperation({ operationId: 'createToken', summary: 'Another token of at most the own reach' })
  @Answer(createdTokenSchema, 201)
  create(@Body() token: NewTokenDto, @CurrentCaller() caller: Caller) {
    return this.tokens.create(token, caller);
  }

  @Delete('tokens/:id')
  @HttpCode(204)
  @Needs('contestant', 'submit')
  @ApiOperation({ operationId: 'revokeToken', summary: 'Revoke a token of the own team; any for an admin' })
  @ApiNoContentResponse()
  async revoke(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<void> {
    await this.tokens.revoke(id, caller);
  }
}
