#pragma once
#include <stddef.h>
#include <stdint.h>

/** Connections to replicas, kept open between requests. */

typedef struct Link Link;

typedef struct Target {
  uint32_t address;
  uint16_t port;
  int outstanding;
  Link *idle;
  struct Target *next;
} Target;

/** The one target at an address; the same for as long as this process lives. */
Target *target_at(uint32_t address, int port);

/** Sends `POST /work`; `answered` hears the status of the answer, 0 when there is none, never before this returns. */
Link *link_post(Target *, const char *body, size_t length, void (*answered)(void *self, int status), void *self);
/** Nobody waits for the answer any more. */
void link_abandon(Link *);
