// Sends events to a server on this machine as fast as it takes them, and says how fast that was.
//
//   load KIND PORT CONNECTIONS BATCH SECONDS
//     [--key K] [--rate N] [--slow N] [--list FILE] [--run N] [--fuzz N]
//
// KIND is tenure, clickhouse or postgres: the same events in each one's own form. Every connection
// has one request under way. Bodies are made beforehand; only the ids in them change. With --rate
// so many requests a second are due, whether or not earlier ones were answered; without it the next
// one follows an answer at once. --slow opens so many connections beside them that send nothing,
// half a head, or a body a byte a second. --list keeps the numbers of the requests that were
// acknowledged. --fuzz sends so many bodies that are no longer what they were, and ends. What is
// measured begins after a second. Only loopback is ever connected to.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

enum { SLOWEST_US = 20000000, STEP_US = 10, WARM_UP = 1, PATIENCE = 20, ANSWER = 4096 };

static const char *kind, *key = "", *list_path;
static int port, connections, batch, seconds, slow_count;
static double rate;
static unsigned run_number;
static uint64_t fuzz_count;

struct connection {
  int socket, is_busy;
  char *out, *body, answer[ANSWER];
  size_t length, sent, received;
  uint64_t number;
  double began;
};

static struct connection *all;
static size_t event_stride, id_offset;
static uint64_t issued, acknowledged, refused, later, wrong, closed, measured, slow_closed;
static uint32_t histogram[SLOWEST_US / STEP_US + 1];
static double start;
static FILE *list;
static int poller;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void fail(const char *what) {
  fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
  exit(2);
}

static int open_socket(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
  if (made < 0 || connect(made, (struct sockaddr *)&address, sizeof address)) fail("connect");
  setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return made;
}

// PostgreSQL's greeting, without a password: answered until it is ready for a query.
static void greet(int socket) {
  char hello[] = "\0\0\0\0\0\3\0\0user\0postgres\0database\0postgres\0";
  uint32_t length = htonl(sizeof hello);
  memcpy(hello, &length, 4);
  if (write(socket, hello, sizeof hello) != sizeof hello) fail("greeting");
  char type = 0, byte;
  while (type != 'Z') {
    uint32_t size;
    if (recv(socket, &type, 1, MSG_WAITALL) != 1 || type == 'E'
        || recv(socket, &size, 4, MSG_WAITALL) != 4) fail("PostgreSQL does not let us in");
    for (uint32_t rest = ntohl(size) - 4; rest > 0; rest--) {
      if (recv(socket, &byte, 1, MSG_WAITALL) != 1) fail("greeting");
    }
  }
}

static void start_connection(struct connection *each) {
  each->socket = open_socket();
  each->is_busy = 0;
  if (kind[0] == 'p') greet(each->socket);
  fcntl(each->socket, F_SETFL, O_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = each};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, each->socket, &event)) fail("epoll");
}

// One event; the id's number is put in later. About 540 bytes, as client libraries send them.
static int event_text(char *out, size_t room, int index, const char *when) {
  char id[64], json[1024];
  snprintf(id, sizeof id, "%08x-0000000000000000-%04x", run_number, index);
  const char *rest =
    "\"context\":{\"library\":{\"name\":\"analytics-python\",\"version\":\"2.4.0\"},\"ip\":"
    "\"203.0.113.7\",\"userAgent\":\"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\"},"
    "\"integrations\":{},\"properties\":{\"report\":\"retention\",\"rows\":1200,"
    "\"format\":\"csv\","
    "\"plan\":\"Team\",\"path\":\"/reports/retention\","
    "\"referrer\":\"https://app.example.com/home\","
    "\"width\":1440,\"height\":900}";
  snprintf(
    json, sizeof json,
    "{\"type\":\"track\",\"messageId\":\"%s\",\"userId\":\"user-%05d\","
    "\"event\":\"Report Exported\",\"timestamp\":\"%s\",%s}", id, index * 37 % 1000, when, rest);
  if (kind[0] == 't') return snprintf(out, room, "%s", json);
  return snprintf(out, room, "%s\tweb\ttrack\tuser-%05d\tReport Exported\t%.19s\t%s\n", id,
    index * 37 % 1000, when, json);
}

static char *encoded_login(void) {
  static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  static char out[256];
  char in[128];
  int length = snprintf(in, sizeof in, "%s:", key), at = 0;
  for (int i = 0; i < length; i += 3) {
    unsigned v = (unsigned char)in[i] << 16 | (i + 1 < length ? (unsigned char)in[i + 1] << 8 : 0)
      | (i + 2 < length ? (unsigned char)in[i + 2] : 0);
    out[at++] = digits[v >> 18];
    out[at++] = digits[v >> 12 & 63];
    out[at++] = i + 1 < length ? digits[v >> 6 & 63] : '=';
    out[at++] = i + 2 < length ? digits[v & 63] : '=';
  }
  out[at] = 0;
  return out;
}

// A request with all that does not change.
static void prepare(struct connection *each) {
  char when[32], head[1024];
  time_t clock = time(NULL);
  strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S.000Z", gmtime(&clock));
  size_t room = (size_t)batch * 1400 + 256, length = 0;
  char *body = malloc(room);
  int is_batch = kind[0] == 't' && batch > 1;
  if (is_batch) length += sprintf(body, "{\"batch\":[");
  size_t first = length;
  for (int index = 0; index < batch; index++) {
    size_t begin = length;
    length += event_text(body + length, room - length, index, when);
    if (is_batch && index + 1 < batch) body[length++] = ',';
    if (index == 0) event_stride = length - begin;
  }
  if (is_batch) length += sprintf(body + length, "]}");
  int head_length = 0;
  if (kind[0] == 't') {
    head_length = sprintf(
      head, "POST /v1/%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic %s\r\n"
      "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
      batch > 1 ? "batch" : "track", encoded_login(), length);
  } else if (kind[0] == 'c') {
    head_length = sprintf(
      head, "POST /?query=INSERT%%20INTO%%20events%%20FORMAT%%20TabSeparated HTTP/1.1\r\n"
      "Host: localhost\r\nConnection: keep-alive\r\nContent-Length: %zu\r\n\r\n", length);
  } else {
    const char query[] = "COPY events FROM STDIN";
    uint32_t size = htonl(4 + sizeof query);
    head[head_length++] = 'Q';
    memcpy(head + head_length, &size, 4);
    memcpy(head + head_length + 4, query, sizeof query);
    head_length += 4 + sizeof query;
    head[head_length++] = 'd';
    size = htonl(4 + length);
    memcpy(head + head_length, &size, 4);
    head_length += 4;
  }
  each->out = malloc(head_length + length + 5 + (fuzz_count ? FUZZ_ROOM + 512 : 0));
  memcpy(each->out, head, head_length);
  memcpy(each->out + head_length, body, length);
  each->length = head_length + length;
  if (kind[0] == 'p') {
    memcpy(each->out + each->length, "c\0\0\0\4", 5);
    each->length += 5;
  }
  each->body = each->out + head_length + first;
  id_offset = strstr(body + first, "-0000000000000000-") + 1 - (body + first);
  free(body);
}

static void put_number(char *at, uint64_t number) {
  static const char digits[] = "0123456789abcdef";
  for (int place = 15; place >= 0; place--, number >>= 4) at[place] = digits[number & 15];
}

// In a row the id stands a second time, in the event's own text.
static void number_events(struct connection *each) {
  for (int index = 0; index < batch; index++) {
    char *event = each->body + event_stride * index;
    put_number(event + id_offset, each->number);
    if (kind[0] == 't') continue;
    static const char name[] = "messageId\":\"";
    size_t rest = event_stride - id_offset - 16;
    char *again = memmem(event + id_offset + 16, rest, name, sizeof name - 1);
    put_number(again + sizeof name - 1 + 9, each->number);
  }
}

static void push(struct connection *each) {
  while (each->sent < each->length) {
    ssize_t count = send(each->socket, each->out + each->sent, each->length - each->sent,
      MSG_NOSIGNAL);
    if (count < 0) {
      if (errno == EAGAIN) return;
      break;
    }
    each->sent += count;
  }
}

static void issue(struct connection *each) {
  each->number = issued++;
  if (fuzz_count) each->length = fuzz_request(each->out, each->number, encoded_login());
  else number_events(each);
  each->sent = each->received = 0;
  each->is_busy = 1;
  each->began = now();
  push(each);
}

// The status of a whole answer; 0 while it is not whole.
static int status_of_http(struct connection *each) {
  each->answer[each->received] = 0;
  char *end = strstr(each->answer, "\r\n\r\n");
  if (!end) return 0;
  char *length = strcasestr(each->answer, "\r\nContent-Length:");
  if (length && length < end) {
    if (each->received < (size_t)(end + 4 - each->answer) + atoi(length + 17)) return 0;
  } else if (!strstr(end + 2, "\r\n0\r\n\r\n")) {
    return 0;
  }
  if (strstr(end, "rejected") && !fuzz_count) return 999;
  return atoi(each->answer + 9);
}

static int status_of_postgres(struct connection *each) {
  size_t at = 0;
  int status = 200;
  while (at + 5 <= each->received) {
    uint32_t size;
    memcpy(&size, each->answer + at + 1, 4);
    if (each->answer[at] == 'E') status = 500;
    if (each->answer[at] == 'Z') return status;
    at += 1 + ntohl(size);
  }
  return 0;
}

static void finish(struct connection *each, int status) {
  double time = now(), took = (time - each->began) * 1e6;
  each->is_busy = 0;
  if (status == 200) {
    acknowledged++;
    if (list) fwrite(&each->number, sizeof each->number, 1, list);
    if (time - start >= WARM_UP && time - start < seconds) {
      measured++;
      histogram[took >= SLOWEST_US ? SLOWEST_US / STEP_US : (int)(took / STEP_US)]++;
    }
  } else if (status == 503) {
    later++;
  } else if (fuzz_count && (status == 400 || status == 413)) {
    refused++;
  } else {
    if (wrong++ < 3) fprintf(stderr, "load: answered %.300s\n", each->answer);
  }
}

static void lose(struct connection *each) {
  closed++;
  close(each->socket);
  start_connection(each);
}

static void pull(struct connection *each) {
  while (1) {
    if (each->received >= ANSWER - 1) fail("an answer is too long");
    ssize_t count = recv(each->socket, each->answer + each->received,
      ANSWER - 1 - each->received, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
      lose(each);
      return;
    }
    each->received += count;
    int status = kind[0] == 'p' ? status_of_postgres(each) : status_of_http(each);
    if (!status) continue;
    if (!each->is_busy) fail("a request was answered twice");
    finish(each, status);
  }
}

// Connections that send nothing, half a head, or a body a byte a second.
static void dawdle(int *slow, int second) {
  static const char head[] = "POST /v1/batch HTTP/1.1\r\nHost: localhost\r\nContent-Le";
  static const char whole[] =
    "POST /v1/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";
  for (int index = 0; index < slow_count; index++) {
    if (slow[index] < 0) continue;
    char byte = ' ';
    ssize_t count = 1;
    if (second == 0 && index % 3 == 1) {
      count = send(slow[index], head, sizeof head - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    } else if (second == 0 && index % 3 == 2) {
      count = send(slow[index], whole, sizeof whole - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    } else if (index % 3 == 2) {
      count = send(slow[index], &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    } else {
      ssize_t got = recv(slow[index], &byte, 1, MSG_DONTWAIT);
      if (got == 0 || (got < 0 && errno != EAGAIN)) count = -1;
    }
    if (count < 0 && errno != EAGAIN) {
      close(slow[index]);
      slow[index] = -1;
      slow_closed++;
    }
  }
}

static double percentile(double share) {
  uint64_t wanted = (uint64_t)(measured * share), seen = 0;
  for (int bucket = 0; bucket <= SLOWEST_US / STEP_US; bucket++) {
    seen += histogram[bucket];
    if (seen > wanted) return bucket * STEP_US / 1e3;
  }
  return 0;
}

static void options(int count, char **values) {
  static const struct option known[] = {
    {"key", 1, 0, 'k'}, {"rate", 1, 0, 'r'}, {"slow", 1, 0, 's'}, {"list", 1, 0, 'l'},
    {"run", 1, 0, 'n'}, {"fuzz", 1, 0, 'f'}, {0}};
  int option;
  while ((option = getopt_long(count, values, "", known, NULL)) != -1) {
    if (option == 'k') key = optarg;
    else if (option == 'r') rate = atof(optarg);
    else if (option == 's') slow_count = atoi(optarg);
    else if (option == 'l') list_path = optarg;
    else if (option == 'n') run_number = strtoul(optarg, NULL, 0);
    else if (option == 'f') fuzz_count = strtoull(optarg, NULL, 0);
    else exit(64);
  }
  if (count - optind != 5) {
    fprintf(stderr, "load KIND PORT CONNECTIONS BATCH SECONDS, see load.c\n");
    exit(64);
  }
  kind = values[optind];
  port = atoi(values[optind + 1]);
  connections = atoi(values[optind + 2]);
  batch = atoi(values[optind + 3]);
  seconds = atoi(values[optind + 4]);
}

// Sends until the time is over, then waits for what is under way; the requests that were due.
static uint64_t send_all(int *slow) {
  struct epoll_event events[256];
  int second = 0, turn = 0;
  uint64_t due = 0;
  double end = start + seconds, last = end + PATIENCE;
  while (1) {
    double time = now();
    int is_over = time >= end || (fuzz_count && issued >= fuzz_count), busy = 0;
    if (time - start >= second) dawdle(slow, second++);
    if (!is_over) due = rate > 0 ? (uint64_t)(rate * (time - start)) : UINT64_MAX;
    for (int looked = 0; looked < connections && !is_over && issued < due; looked++) {
      if (fuzz_count && issued >= fuzz_count) break;
      turn = (turn + 1) % connections;
      if (!all[turn].is_busy) issue(&all[turn]);
    }
    if (is_over) {
      for (int index = 0; index < connections; index++) busy += all[index].is_busy;
      if (!busy || time >= last) return due;
    }
    int count = epoll_wait(poller, events, 256, rate > 0 ? 1 : 100);
    for (int index = 0; index < count; index++) {
      struct connection *each = events[index].data.ptr;
      if (each->is_busy && events[index].events & EPOLLOUT) push(each);
      if (events[index].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) pull(each);
    }
  }
}

int main(int count, char **values) {
  options(count, values);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  if (list_path && !(list = fopen(list_path, "wb"))) fail("list");
  poller = epoll_create1(EPOLL_CLOEXEC);
  all = calloc(connections, sizeof *all);
  int *slow = calloc(slow_count + 1, sizeof *slow);
  for (int index = 0; index < slow_count; index++) slow[index] = open_socket();
  for (int index = 0; index < connections; index++) {
    prepare(&all[index]);
    start_connection(&all[index]);
  }
  start = now();
  uint64_t due = send_all(slow);
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  if (list && (fflush(list) || fsync(fileno(list)))) fail("list");
  double span = seconds - WARM_UP;
  printf(
    "{\"requests_per_second\": %.1f, \"events_per_second\": %.1f, \"p50_ms\": %.2f, "
    "\"p99_ms\": %.2f, \"p999_ms\": %.2f, \"most_ms\": %.2f, \"issued\": %lu, \"due\": %lu, "
    "\"acknowledged\": %lu, \"refused\": %lu, \"later\": %lu, \"wrong\": %lu, \"closed\": %lu, \"slow_closed\": %lu, "
    "\"loader_cpu\": %.2f, \"bytes_an_event\": %zu}\n",
    measured / span, measured * batch / span, percentile(0.5), percentile(0.99),
    percentile(0.999), percentile(1 - 1e-9), issued, rate > 0 ? due : issued, acknowledged, refused,
    later, wrong, closed, slow_closed,
    (used.ru_utime.tv_sec + used.ru_stime.tv_sec
      + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6) / seconds, event_stride);
  return wrong ? 1 : 0;
}
