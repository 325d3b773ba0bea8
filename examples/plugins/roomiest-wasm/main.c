/* A pod goes to the node with the most free CPU among those that have room for it. What it costs to keep account of is all there is to
 * it: what a bound pod takes from its node, and that a pod that is gone gives it back. */
#include <stdio.h>
#include <stdlib.h>
#include "json.h"

#define NAME 101

typedef struct { char name[NAME]; bool usable; long long cpu, memory, pods; } Node;
typedef struct { char name[NAME]; char node[NAME]; long long cpu, memory; } Pod;

static Node *nodes; static size_t node_count;
static Pod *waiting; static size_t waiting_count;
static Pod *bound; static size_t bound_count;

static void *grown(void *list, size_t count, size_t item) {
  /* Doubles at every power of two. */
  return (count & (count - 1)) == 0 ? realloc(list, item * (count == 0 ? 1 : count * 2)) : list;
}

static Node *find_node(const char *name) {
  for (size_t i = 0; i < node_count; i++) if (strcmp(nodes[i].name, name) == 0) return &nodes[i];
  return NULL;
}

static void charge(Node *node, const Pod *pod, int sign) {
  if (node == NULL) return;
  node->cpu -= sign * pod->cpu;
  node->memory -= sign * pod->memory;
  node->pods -= sign;
}

/* New, or changed: what is bound to it counts on. Nodes with taints are left to schedulers that read tolerations. */
static void take_node(const char *value) {
  char name[NAME];
  json_copy(json_field(value, "name"), name);
  Node *node = find_node(name);
  if (node == NULL) {
    nodes = grown(nodes, node_count, sizeof(Node));
    node = &nodes[node_count++];
    strcpy(node->name, name);
  }
  node->usable = *json_field(value, "schedulable") == 't' && *json_field(value, "ready") == 't' && json_first(json_field(value, "taints")) == NULL;
  node->cpu = atoll(json_field(value, "cpuMilli"));
  node->memory = atoll(json_field(value, "memoryBytes"));
  node->pods = atoll(json_field(value, "podsMax"));
  for (size_t i = 0; i < bound_count; i++) if (strcmp(bound[i].node, name) == 0) charge(node, &bound[i], 1);
}

static void lose_node(const char *name) {
  Node *node = find_node(name);
  if (node != NULL) *node = nodes[--node_count];
}

static void lose_pod(const char *name) {
  for (size_t i = 0; i < waiting_count; i++) if (strcmp(waiting[i].name, name) == 0) { waiting[i] = waiting[--waiting_count]; return; }
  for (size_t i = 0; i < bound_count; i++) if (strcmp(bound[i].name, name) == 0) {
    charge(find_node(bound[i].node), &bound[i], -1);
    bound[i] = bound[--bound_count];
    return;
  }
}

static void take_pod(const char *value) {
  /* Pods that ask for devices or for certain nodes are left to schedulers that count and read those. */
  if (json_field(value, "extended")[1] != '}' || json_first(json_field(value, "nodes")) != NULL) return;
  waiting = grown(waiting, waiting_count, sizeof(Pod));
  Pod *pod = &waiting[waiting_count++];
  json_copy(json_field(value, "name"), pod->name);
  pod->cpu = atoll(json_field(value, "cpuMilli"));
  pod->memory = atoll(json_field(value, "memoryBytes"));
}

static void take_event(const char *event) {
  char name[NAME];
  const char *kind = json_field(event, "kind");
  if (json_is(kind, "node")) take_node(json_field(event, "node"));
  else if (json_is(kind, "node-gone")) { json_copy(json_field(event, "node"), name); lose_node(name); }
  else if (json_is(kind, "pod")) {
    const char *state = json_field(event, "state");
    json_copy(json_field(event, "pod"), name);
    if (json_is(state, "gone")) lose_pod(name);
  }
}

static Node *roomiest(const Pod *pod) {
  Node *best = NULL;
  for (size_t i = 0; i < node_count; i++) {
    Node *node = &nodes[i];
    if (node->usable && node->pods > 0 && node->cpu >= pod->cpu && node->memory >= pod->memory && (best == NULL || node->cpu > best->cpu)) best = node;
  }
  return best;
}

static void decide(long long step) {
  const char *between = "";
  size_t left = 0;
  printf("{\"type\":\"decisions\",\"step\":%lld,\"decisions\":[", step);
  for (size_t i = 0; i < waiting_count; i++) {
    Pod pod = waiting[i];
    Node *node = roomiest(&pod);
    if (node == NULL) { waiting[left++] = pod; continue; }
    charge(node, &pod, 1);
    strcpy(pod.node, node->name);
    bound = grown(bound, bound_count, sizeof(Pod));
    bound[bound_count++] = pod;
    printf("%s{\"do\":\"bind\",\"pod\":\"%s\",\"node\":\"%s\"}", between, pod.name, node->name);
    between = ",";
  }
  waiting_count = left;
  puts("]}");
}

int main(void) {
  char *line = NULL; size_t size = 0;
  while (getline(&line, &size, stdin) > 0) {
    if (json_is(json_field(line, "type"), "start")) {
      for (const char *it = json_first(json_field(line, "nodes")); it; it = json_next(it)) take_node(it);
      puts("{\"type\":\"ready\",\"protocol\":1,\"name\":\"roomiest node first\"}");
    } else {
      for (const char *it = json_first(json_field(line, "events")); it; it = json_next(it)) take_event(it);
      for (const char *it = json_first(json_field(line, "pending")); it; it = json_next(it)) take_pod(it);
      decide(atoll(json_field(line, "step")));
    }
    fflush(stdout);
  }
  return 0;
}
