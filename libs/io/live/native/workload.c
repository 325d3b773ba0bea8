#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "agent.h"
#include "healthy.h"
#include "loop.h"
#include "processor.h"
#include "peers.h"
#include "server.h"

/**
 * One process of an application of the scenario, as programs/workload.ts is one, and to be told apart from it only by what it
 * costs: it starts in milliseconds and takes next to no memory. Used where the host has a C compiler.
 *
 *   workload CONFIGURATION   serves, or works off one item of a batch; without an argument it is read from REGATTA_WORKLOAD.
 *                            REGATTA_ITEMS and JOB_COMPLETION_INDEX: all items of a job, and which one it is
 *   workload --healthy       exit code 0 when the workload beside it says that it is well
 *   workload --idle          does nothing until it is told to end
 *   workload --leash         lives as long as the judge holds its standard input, as programs/leash.ts does
 */
enum { BASE_BYTES = 1 << 20, KILLED = 137, TERMINATED = 143 };

static Timer startup, idling;
static Job idle_job, item;
static Source signals;
static double idle_milli;

static void ignore(void *self) { (void)self; }

static void idle_on(void *self) {
  timer_set(&idling, 200000, idle_on, self);
  if (idle_job.left_us <= 0) processor_spend(&idle_job, idle_milli * 200, ignore, NULL);
}

static void item_done(void *self) {
  (void)self;
  exit(0);
}

/** Its number, where there is one. Swarm gives the name of the node in place of a zero. */
static int place_of_item(void) {
  const char *text = getenv("JOB_COMPLETION_INDEX");
  size_t digits = text == NULL ? 0 : strspn(text, "0123456789");
  return digits > 0 && digits < 10 && text[digits] == 0 ? atoi(text) : 0;
}

/** CPU time of the item that this process is; negative: it serves. An agent says it; real orchestrators start all containers of a job alike. */
static double item_us_of(const Json *config) {
  const char *list = getenv("REGATTA_ITEMS");
  if (list == NULL) return json_number(config, "itemCpuUs", -1);
  const Json *items = json_parse(list, strlen(list));
  const Json *one = items == NULL ? NULL : items->first;
  for (int place = place_of_item(); one != NULL && place > 0; place--) one = one->next;
  return one == NULL ? 1 : one->number;
}

static void start(void *self) {
  const Json *config = self;
  if (json_number(config, "doomed", 0) != 0) exit(1);
  double item_us = item_us_of(config);
  if (item_us >= 0) return processor_spend(&item, item_us * json_number(config, "cpuMilli", 1000) / 1000, item_done, NULL);
  idle_milli = json_number(config, "idleCpuMilli", 0);
  if (idle_milli > 0) idle_on(NULL);
  server_start();
  agent_say("{\"listening\":true}\n");
}

static void on_signal(Source *source, uint32_t events) {
  (void)events;
  struct signalfd_siginfo info;
  if (read(source->fd, &info, sizeof info) < 0) return;
  if (!server_is_up()) exit(TERMINATED);
  server_drain();
}

static void hear_signals(void) {
  sigset_t term;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  sigprocmask(SIG_BLOCK, &term, NULL);
  signal(SIGPIPE, SIG_IGN);
  signals.ready = on_signal;
  source_open(&signals, signalfd(-1, &term, SFD_CLOEXEC | SFD_NONBLOCK), EPOLLIN);
}

static void wait_for_the_end_of_input(void) {
  char bytes[512];
  for (ssize_t got = 1; got > 0 || (got < 0 && errno == EINTR);) got = read(STDIN_FILENO, bytes, sizeof bytes);
}

/** Held and written to, so that it is really there. */
static void hold(double bytes) {
  if (bytes > BASE_BYTES) memset(malloc((size_t)bytes - BASE_BYTES), 1, (size_t)bytes - BASE_BYTES);
}

int main(int count, char **arguments) {
  const char *text = count > 1 ? arguments[1] : getenv("REGATTA_WORKLOAD");
  if (text != NULL && strcmp(text, "--healthy") == 0) return is_healthy() ? 0 : 1;
  if (text != NULL && strcmp(text, "--leash") == 0) {
    wait_for_the_end_of_input();
    return 0;
  }
  hear_signals();
  if (text != NULL && strcmp(text, "--idle") == 0) loop_run(processor_turn);
  Json *config = text == NULL ? NULL : json_parse(text, strlen(text));
  if (config == NULL) {
    fputs("workload: the configuration is no JSON\n", stderr);
    return 2;
  }
  srandom((unsigned)(now_us() ^ getpid()));
  hold(json_number(config, "idleBytes", 0));
  processor_limit((int)json_number(config, "cpuLimitMilli", 0));
  server_configure(config);
  peers_configure(json_at(config, "clients"));
  agent_open();
  timer_set(&startup, (int64_t)json_number(config, "startupUs", 0), start, config);
  loop_run(processor_turn);
}
