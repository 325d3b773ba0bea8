#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "json.h"

/**
 * Serves `POST /work`, where each request brings along the CPU time, memory, waits and calls that it costs, and `GET /healthz`
 * and `GET /stats`.
 */

/** The configuration must stay. */
void server_configure(const Json *config);
void server_start(void);
bool server_is_up(void);
/** Refuses what is new, finishes what it has begun, and ends the process. */
void server_drain(void);
/** What it used and did so far, as JSON. */
void server_write_stats(char *out, size_t room);
