import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { Response } from 'express';
import { OpenToAll } from '../auth/access.js';
import { HealthService } from './health-service.js';

@ApiExcludeController()
@Controller()
@SkipThrottle({ address: true, token: true })
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /** The process answers: nothing else is asked, so that a lost database does not get it restarted. */
  @Get('healthz')
  @OpenToAll()
  alive() {
    return { status: 'ok' };
  }

  /** Everything a request needs is there. */
  @Get('readyz')
  @OpenToAll()
  async ready(@Res() response: Response): Promise<void> {
    const { ok, parts } = await this.health.check();
    response.setHeader('Cache-Control', 'no-store');
    response.status(ok ? 200 : 503).json({ status: ok ? 'ok' : 'unavailable', parts });
  }
}
