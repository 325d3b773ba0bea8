#include "healthy.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { WORK_PORT = 8080, TIMEOUT_S = 2 };

bool is_healthy(void) {
  static const char REQUEST[] = "GET /healthz HTTP/1.1\r\nhost: self\r\nconnection: close\r\n\r\n";
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(WORK_PORT), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct timeval limit = {.tv_sec = TIMEOUT_S};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  char answer[64] = "";
  bool is_sent = connect(fd, (struct sockaddr *)&address, sizeof address) == 0 && write(fd, REQUEST, sizeof REQUEST - 1) > 0;
  return is_sent && read(fd, answer, sizeof answer - 1) > 0 && strncmp(answer, "HTTP/1.1 200", 12) == 0;
}
