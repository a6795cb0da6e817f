/* Which services a computer has: those of which events of the Service Control Manager told. */
#ifndef WMILOG_RULES_COMPUTERS_SYSTEM_SERVICES_H
#define WMILOG_RULES_COMPUTERS_SYSTEM_SERVICES_H
#include "parsers/base/arena.h"
#include "parsers/event/event.h"

enum {
    SYSTEM_MAX_SERVICES = 256, /* names of one computer; of more it is not known that it has them */
    SYSTEM_MAX_SERVICE_NAME = 128,
};

/* Names by their hashes, in the arena that they are told with; {0}: none. */
struct system_services {
    uint64_t *hashes;
    size_t count;
};

/* Takes the names of an event of the Service Control Manager: the one that is shown, in the
 * language of the computer, and the service's own, which the binary part of 7036 is in hexadecimal
 * UTF-16, with "/4" behind it. */
void system_services_event(struct system_services *services, struct arena *arena,
                           const struct event *event);
/* By either name (ASCII case folded). */
bool system_services_have(const struct system_services *services, struct view name);

#endif
