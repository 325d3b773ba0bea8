#define _GNU_SOURCE
#include "peers.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "link.h"
#include "names.h"

enum { MOST_TARGETS = 512, RESOLVE_EVERY_US = 400000, WORK_PORT = 8080 };
typedef enum { ROUND_ROBIN, RANDOM, LEAST_OUTSTANDING, POWER_OF_TWO } Balancer;

struct Peer {
  char *app, *dns_name;
  int64_t timeout_us, backoff_us;
  int retries;
  Balancer balancer;
  int turn, count;
  Target *targets[MOST_TARGETS];
  Timer timer;
  Peer *next;
};

static Peer *peers;

static Balancer balancer_of(const char *name) {
  if (name == NULL) return ROUND_ROBIN;
  if (strcmp(name, "random") == 0) return RANDOM;
  if (strcmp(name, "least-outstanding") == 0) return LEAST_OUTSTANDING;
  return strcmp(name, "power-of-two") == 0 ? POWER_OF_TWO : ROUND_ROBIN;
}

static Peer *peer_of(const char *app) {
  Peer *peer = peers;
  while (peer != NULL && (app == NULL || strcmp(peer->app, app) != 0)) peer = peer->next;
  return peer;
}

static int by_address(const void *a, const void *b) {
  uint32_t first = ntohl(*(const uint32_t *)a), second = ntohl(*(const uint32_t *)b);
  return first < second ? -1 : first > second;
}

static void resolve(void *self);

/** Nobody has the name: there is no replica. No answer says nothing about them. */
static void on_found(void *self, int count, const uint32_t *found) {
  Peer *peer = self;
  if (count != NAME_UNKNOWN) {
    uint32_t addresses[MOST_TARGETS];
    memcpy(addresses, found, (size_t)count * sizeof *found);
    qsort(addresses, (size_t)count, sizeof *addresses, by_address);
    for (int i = 0; i < count; i++) peer->targets[i] = target_at(addresses[i], WORK_PORT);
    peer->count = count;
  }
  timer_set(&peer->timer, RESOLVE_EVERY_US, resolve, peer);
}

static void resolve(void *self) { name_look_up(((Peer *)self)->dns_name, on_found, self); }

void peers_configure(const Json *clients) {
  for (const Json *rule = clients == NULL ? NULL : clients->first; rule != NULL; rule = rule->next) {
    const char *name = json_string(rule, "dnsName");
    Peer *peer = calloc(1, sizeof *peer);
    *peer = (Peer){
        .app = strdup(rule->key),
        .dns_name = name == NULL ? NULL : strdup(name),
        .timeout_us = (int64_t)json_number(rule, "timeoutUs", 1e6),
        .backoff_us = (int64_t)json_number(rule, "backoffUs", 0),
        .retries = (int)json_number(rule, "retries", 0),
        .balancer = balancer_of(json_string(rule, "balancer")),
        .turn = -1,
        .next = peers,
    };
    peers = peer;
    if (peer->dns_name != NULL) resolve(peer);
  }
}

void peers_route(const Json *routes) {
  for (const Json *list = routes->first; list != NULL; list = list->next) {
    Peer *peer = peer_of(list->key);
    if (peer == NULL) continue;
    peer->count = 0;
    for (const Json *one = list->first; one != NULL && peer->count < MOST_TARGETS; one = one->next) {
      struct in_addr address;
      const char *host = json_string(one, "host");
      if (host != NULL && inet_pton(AF_INET, host, &address) == 1)
        peer->targets[peer->count++] = target_at(address.s_addr, (int)json_number(one, "port", WORK_PORT));
    }
  }
}

static Target *less_loaded(Target *a, Target *b) { return b->outstanding < a->outstanding ? b : a; }

static Target *pick(Peer *peer) {
  if (peer->count <= 1) return peer->count == 0 ? NULL : peer->targets[0];
  if (peer->balancer == RANDOM) return peer->targets[random() % peer->count];
  if (peer->balancer == POWER_OF_TWO) return less_loaded(peer->targets[random() % peer->count], peer->targets[random() % peer->count]);
  peer->turn = (peer->turn + 1) % peer->count;
  Target *best = peer->targets[peer->turn];
  if (peer->balancer == LEAST_OUTSTANDING)
    for (int i = 1; i < peer->count; i++) best = less_loaded(best, peer->targets[(peer->turn + i) % peer->count]);
  return best;
}

static void attempt(void *self);

/** Every end of an attempt comes through here, once. */
static void settle(Call *call, Outcome outcome) {
  timer_clear(&call->timer);
  call->link = NULL;
  if (outcome == SERVED || call->peer == NULL || call->attempt >= call->peer->retries) return call->done(call->self, outcome);
  call->attempt++;
  timer_set(&call->timer, call->peer->backoff_us, attempt, call);
}

static void on_answer(void *self, int status) { settle(self, status == 200 ? SERVED : status == 503 ? REJECTED : FAILED); }

static void on_timeout(void *self) {
  Call *call = self;
  link_abandon(call->link);
  settle(call, TIMED_OUT);
}

static void attempt(void *self) {
  Call *call = self;
  Target *target = call->peer == NULL ? NULL : pick(call->peer);
  if (target == NULL) return settle(call, REJECTED);
  timer_set(&call->timer, call->peer->timeout_us, on_timeout, call);
  call->link = link_post(target, call->plan->from, (size_t)(call->plan->to - call->plan->from), on_answer, call);
}

void call_begin(Call *call, const Json *plan, void (*done)(void *self, Outcome), void *self) {
  *call = (Call){.peer = peer_of(json_string(plan, "app")), .plan = plan, .done = done, .self = self};
  // Not at once: whoever begins several counts them first.
  timer_set(&call->timer, 0, attempt, call);
}
