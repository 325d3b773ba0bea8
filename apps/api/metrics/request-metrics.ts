import type { NextFunction, Request, Response } from 'express';
import { Counter, createMetrics, Gauge, Histogram } from '#io/telemetry';

/** What the API counts of itself. */
export class RequestMetrics {
  readonly registry = createMetrics('api');
  readonly submissions = new Counter({ name: 'regatta_submissions_total', help: 'Uploads by outcome', labelNames: ['outcome'], registers: [this.registry] });
  readonly streams = new Gauge({ name: 'regatta_event_streams', help: 'Open streams of server-sent events', registers: [this.registry] });
  private readonly duration = new Histogram({
    name: 'regatta_http_request_seconds',
    help: 'Duration of requests by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });

  readonly observe = (request: Request, response: Response, next: NextFunction): void => {
    const stop = this.duration.startTimer();
    response.on('finish', () => stop({ method: request.method, route: routeOf(request), status: String(response.statusCode) }));
    next();
  };
}

/** The template of the route, never the address: an attacker must not be able to make labels. */
function routeOf(request: Request): string {
  const route: unknown = request.route;
  return typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string' ? route.path : 'other';
}
