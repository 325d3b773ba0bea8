import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { Response } from 'express';
import { OpenToAll } from '../auth/access.js';
import { RequestMetrics } from './request-metrics.js';

@Controller()
@SkipThrottle({ address: true, token: true })
export class MetricsController {
  constructor(private readonly metrics: RequestMetrics) {}

  @Get('metrics')
  @OpenToAll()
  @ApiExcludeEndpoint()
  async read(@Res() response: Response): Promise<void> {
    response.type(this.metrics.registry.contentType).send(await this.metrics.registry.metrics());
  }
}
