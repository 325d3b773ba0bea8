#pragma once
#include <stdint.h>

enum { NAME_UNKNOWN = -1 };

/** Asks the name server of this container for addresses; `count` is NAME_UNKNOWN when there was no usable answer. */
typedef void (*NameFound)(void *self, int count, const uint32_t *addresses);
void name_look_up(const char *name, NameFound found, void *self);
