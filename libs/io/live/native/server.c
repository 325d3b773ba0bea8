#define _GNU_SOURCE
#include "server.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http.h"
#include "loop.h"
#include "processor.h"
#include "work.h"

enum { WORK_PORT = 8080 };

typedef struct {
  Source source;
  Buffer in;
  Work *work;
  bool is_open;
} Connection;

static Source listener = {.fd = -1};
static Limits limits;
static int port;
static double idle_bytes;

void server_configure(const Json *config) {
  limits = (Limits){
      .concurrency = (int)json_number(config, "concurrency", 64),
      .backlog = (int)json_number(config, "backlog", 128),
      .request_bytes = json_number(config, "perRequestBytes", 0),
      .cpu_milli = json_number(config, "cpuMilli", 1000),
      .error_milli = json_number(config, "errorMilli", 0),
  };
  idle_bytes = json_number(config, "idleBytes", 0);
  port = (int)json_number(config, "port", 0);
  work_configure(&limits);
}

void server_write_stats(char *out, size_t room) {
  WorkStats work = work_stats();
  snprintf(out, room, "{\"cpuUs\":%lld,\"memoryBytes\":%.0f,\"finished\":%ld,\"inService\":%d,\"backlog\":%d}", (long long)cpu_us(),
           idle_bytes + work.in_service * limits.request_bytes, work.finished, work.in_service, work.waiting);
}

bool server_is_up(void) { return listener.fd >= 0; }

static void end_when_drained(void) {
  WorkStats work = work_stats();
  if (listener.fd < 0 && work.in_service == 0 && work.waiting == 0) exit(0);
}

void server_drain(void) {
  source_close(&listener);
  end_when_drained();
}

static void release(Source *source) {
  buffer_free(&((Connection *)source)->in);
  free(source);
}

static void answer(Connection *connection, int status) {
  char text[96];
  int length = snprintf(text, sizeof text, "HTTP/1.1 %d %s\r\ncontent-length: 0\r\n\r\n", status, status == 200 ? "OK" : "Not OK");
  // So short that it always fits into what the kernel holds for a connection.
  if (send(connection->source.fd, text, (size_t)length, MSG_NOSIGNAL) != length) connection->is_open = false;
}

/** What `programs/workload.ts` says of itself, in the same words. */
static void answer_stats(Connection *connection) {
  char body[200], text[300];
  server_write_stats(body, sizeof body);
  int length = snprintf(text, sizeof text, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %zu\r\n\r\n%s", strlen(body), body);
  if (send(connection->source.fd, text, (size_t)length, MSG_NOSIGNAL) != length) connection->is_open = false;
}

static void take_next(Connection *connection);

static void on_done(void *self, int status) {
  Connection *connection = self;
  if (connection != NULL) {
    connection->work = NULL;
    answer(connection, status);
    take_next(connection);
  }
  if (!server_is_up()) end_when_drained();
}

/** One request at a time, as they come. */
static void take_next(Connection *connection) {
  HttpMessage message;
  int is_whole = 0;
  while (connection->work == NULL && connection->is_open && (is_whole = http_next(&connection->in, &message)) > 0) {
    if (strncmp(message.line, "GET /healthz ", 13) == 0) {
      WorkStats now = work_stats();
      answer(connection, now.waiting < limits.backlog || limits.backlog == 0 ? 200 : 503);
    } else if (strncmp(message.line, "GET /stats ", 11) == 0) {
      answer_stats(connection);
    } else {
      int status = work_take(&connection->work, message.body, message.body_length, on_done, connection);
      if (status != 0) answer(connection, status);
    }
    buffer_drop(&connection->in, message.length);
  }
  if (is_whole < 0) connection->is_open = false;
  if (connection->is_open) return;
  if (connection->work != NULL) work_disown(connection->work);
  source_close(&connection->source);
}

static void on_ready(Source *source, uint32_t events) {
  (void)events;
  Connection *connection = (Connection *)source;
  if (!buffer_read(&connection->in, source->fd)) connection->is_open = false;
  take_next(connection);
}

static void on_connection(Source *source, uint32_t events) {
  (void)events;
  for (int fd; (fd = accept4(source->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    Connection *connection = calloc(1, sizeof *connection);
    *connection = (Connection){.source = {.ready = on_ready, .release = release}, .is_open = true};
    source_open(&connection->source, fd, EPOLLIN);
  }
}

void server_start(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)(port != 0 ? port : WORK_PORT))};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 511) != 0) {
    perror("workload: cannot listen");
    exit(1);
  }
  listener.ready = on_connection;
  source_open(&listener, fd, EPOLLIN);
}
