#define _GNU_SOURCE
#include "names.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http.h"
#include "loop.h"

/** Over TCP, where no answer is cut off (RFC 7766). */
enum { DNS_PORT = 53, HEADER = 12, TIMEOUT_US = 2000000, MOST = 250, NO_SUCH_NAME = 3 };

typedef struct {
  Source source;
  Timer timer;
  Buffer in;
  uint8_t query[300];
  size_t length;
  bool is_sent;
  NameFound found;
  void *self;
} LookUp;

static struct in_addr name_server(void) {
  struct in_addr address = {htonl(INADDR_LOOPBACK)};
  FILE *file = fopen("/etc/resolv.conf", "r");
  char line[256], text[64];
  while (file != NULL && fgets(line, sizeof line, file) != NULL)
    if (sscanf(line, "nameserver %63s", text) == 1 && inet_pton(AF_INET, text, &address) == 1) break;
  if (file != NULL) fclose(file);
  return address;
}

/** Two bytes of length, a header that wants recursion, the question for type A. */
static size_t write_query(uint8_t *out, const char *name) {
  static const uint8_t HEAD[HEADER] = {'r', 'g', 1, 0, 0, 1};
  uint8_t *at = out + 2;
  memcpy(at, HEAD, HEADER);
  at += HEADER;
  while (*name != 0) {
    size_t label = strcspn(name, ".");
    if (label > 63 || at - out > 220) return 0;
    *at++ = (uint8_t)label;
    memcpy(at, name, label);
    at += label;
    name += label + (name[label] == '.');
  }
  memcpy(at, (uint8_t[]){0, 0, 1, 0, 1}, 5);
  at += 5;
  size_t length = (size_t)(at - out);
  out[0] = (uint8_t)((length - 2) >> 8);
  out[1] = (uint8_t)(length - 2);
  return length;
}

static int number_at(const uint8_t *at) { return at[0] << 8 | at[1]; }

static const uint8_t *skip_name(const uint8_t *at, const uint8_t *end) {
  while (at < end && *at != 0) {
    if (*at >= 0xc0) return at + 2;
    at += *at + 1;
  }
  return at + 1;
}

static int read_answer(const uint8_t *at, const uint8_t *end, uint32_t *addresses) {
  if (end - at < HEADER) return NAME_UNKNOWN;
  int code = at[3] & 15, questions = number_at(at + 4), answers = number_at(at + 6), count = 0;
  if (code != 0) return code == NO_SUCH_NAME ? 0 : NAME_UNKNOWN;
  at += HEADER;
  while (questions-- > 0) at = skip_name(at, end) + 4;
  while (answers-- > 0 && count < MOST) {
    at = skip_name(at, end);
    if (end - at < 10) break;
    int type = number_at(at), length = number_at(at + 8);
    at += 10;
    if (end - at < length) break;
    if (type == 1 && length == 4) memcpy(&addresses[count++], at, 4);
    at += length;
  }
  return count;
}

static void release(Source *source) {
  LookUp *look = (LookUp *)source;
  buffer_free(&look->in);
  free(look);
}

static void settle(LookUp *look, int count, const uint32_t *addresses) {
  timer_clear(&look->timer);
  source_close(&look->source);
  look->found(look->self, count, addresses);
}

static void give_up(void *self) { settle(self, NAME_UNKNOWN, NULL); }

static void on_ready(Source *source, uint32_t events) {
  LookUp *look = (LookUp *)source;
  if (!look->is_sent && (events & EPOLLOUT) != 0) {
    if (write(source->fd, look->query, look->length) != (ssize_t)look->length) return give_up(look);
    look->is_sent = true;
    return source_expect(source, EPOLLIN);
  }
  bool is_open = buffer_read(&look->in, source->fd);
  const uint8_t *bytes = (const uint8_t *)look->in.bytes;
  size_t length = look->in.length < 2 ? SIZE_MAX : (size_t)number_at(bytes) + 2;
  if (look->in.length < length) {
    if (!is_open) give_up(look);
    return;
  }
  uint32_t addresses[MOST];
  int count = read_answer(bytes + 2, bytes + length, addresses);
  settle(look, count, addresses);
}

void name_look_up(const char *name, NameFound found, void *self) {
  LookUp *look = calloc(1, sizeof *look);
  *look = (LookUp){.source = {.ready = on_ready, .release = release}, .found = found, .self = self};
  look->length = write_query(look->query, name);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(DNS_PORT), .sin_addr = name_server()};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  connect(fd, (struct sockaddr *)&address, sizeof address);
  source_open(&look->source, fd, EPOLLOUT);
  timer_set(&look->timer, TIMEOUT_US, give_up, look);
}
