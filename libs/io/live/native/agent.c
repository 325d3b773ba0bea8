#define _GNU_SOURCE
#include "agent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <fcntl.h>
#include <unistd.h>

#include "http.h"
#include "loop.h"
#include "peers.h"
#include "server.h"

enum { STATS_EVERY_US = 250000, AGENT_GONE = 137 };

static Source channel = {.fd = -1};
static Buffer in;
static Timer stats;

void agent_say(const char *line) {
  // Lost when the agent is that far behind: the next one says the same, newer.
  if (channel.fd >= 0 && write(channel.fd, line, strlen(line)) < 0) return;
}

static void report(void *self) {
  char body[200], line[256];
  server_write_stats(body, sizeof body);
  snprintf(line, sizeof line, "{\"stats\":%s}\n", body);
  agent_say(line);
  timer_set(&stats, STATS_EVERY_US, report, self);
}

static void on_ready(Source *source, uint32_t events) {
  (void)events;
  // The agent is gone: so is the machine.
  if (!buffer_read(&in, source->fd)) exit(AGENT_GONE);
  for (char *end; in.length > 0 && (end = memchr(in.bytes, '\n', in.length)) != NULL;) {
    size_t length = (size_t)(end - in.bytes);
    Json *message = json_parse(in.bytes, length);
    const Json *routes = json_at(message, "routes");
    if (routes != NULL) peers_route(routes);
    json_free(message);
    buffer_drop(&in, length + 1);
  }
}

void agent_open(void) {
  const char *number = getenv("NODE_CHANNEL_FD");
  if (number == NULL) return;
  int fd = atoi(number);
  fcntl(fd, F_SETFL, O_NONBLOCK);
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  channel.ready = on_ready;
  source_open(&channel, fd, EPOLLIN);
  timer_set(&stats, STATS_EVERY_US, report, NULL);
}
