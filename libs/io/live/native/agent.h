#pragma once

/** The node agent that started this process, where one did: lines of JSON over the channel that Node.js gives its children. */
void agent_open(void);
void agent_say(const char *line);
