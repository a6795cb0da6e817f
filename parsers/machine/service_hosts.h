/* Which services lived in which process: what `sc queryex` prints, whose labels are in the language
 * of the machine, but for that of the process id. Each service begins with two labels at the start
 * of a line, the first of its name; others follow behind blanks. */
#ifndef WMILOG_PARSERS_MACHINE_SERVICE_HOSTS_H
#define WMILOG_PARSERS_MACHINE_SERVICE_HOSTS_H
#include "parsers/base/arena.h"
#include "parsers/event/machine.h"

enum {
    SERVICE_HOSTS_MAX = 32768,         /* of one list, over all files */
    SERVICE_HOSTS_MAX_BYTES = 2 << 20, /* of all names */
    SERVICE_HOSTS_MAX_NAME = 256,      /* as many as a service can have */
};

struct service_hosts {
    struct arena arena; /* the names */
    struct host_entry *entries;
    size_t count, cap;
    size_t bytes;    /* of the names */
    size_t left_out; /* over a limit */
};

void service_hosts_init(struct service_hosts *list);
void service_hosts_release(struct service_hosts *list);

/* True for the first bytes of such a file, in UTF-8, UTF-16 or a code page. */
bool service_hosts_recognise(struct view head);
/* Adds the services of a whole file that run; names are copied, the computer is borrowed. */
void service_hosts_add(struct service_hosts *list, struct view bytes, struct view computer);
/* Adds those of a process as tasklist writes them: "Dnscache, NlaSvc". The same is copied. */
void service_hosts_add_process(struct service_hosts *list, struct view names, uint32_t process_id,
                               struct view computer);
/* Puts those of a process together, in order of their names. */
void service_hosts_sort(struct service_hosts *list);

#endif
