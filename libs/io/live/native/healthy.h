#pragma once
#include <stdbool.h>

/** Whether the workload in this container says that it is well, within two seconds. */
bool is_healthy(void);
