#pragma once
#include <stdbool.h>

#include "json.h"
#include "loop.h"

/** Other applications: where their replicas are, whose turn it is, and how a request to one of them ends. */

typedef enum { SERVED, REJECTED, TIMED_OUT, FAILED } Outcome;

typedef struct Peer Peer;
typedef struct Link Link;

/** A request to a replica of another application, again after a failure if its clients do that. */
typedef struct {
  Peer *peer;
  const Json *plan;
  int attempt;
  Link *link;
  Timer timer;
  void (*done)(void *self, Outcome);
  void *self;
} Call;

/** `clients` of the configuration; names in it are looked up again and again from now on. */
void peers_configure(const Json *clients);
/** `{ app: [{ host, port }] }` */
void peers_route(const Json *routes);
/** The call and its plan must live until `done`. */
void call_begin(Call *, const Json *plan, void (*done)(void *self, Outcome), void *self);
