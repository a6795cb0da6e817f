/* The processes of a list, whatever its form. */
#ifndef WMILOG_PARSERS_PROCESS_LIST_ENTRIES_H
#define WMILOG_PARSERS_PROCESS_LIST_ENTRIES_H
#include "parsers/base/arena.h"

enum { PROCESS_LIST_MAX_ENTRIES = 65536 }; /* over all files of one list */

struct process_list_entry {
    struct view computer; /* empty when the list does not say */
    uint32_t process_id;
    struct view name;    /* of the program, as listed; of its path where there is one */
    int64_t start;       /* ticks, WINTIME_NONE when unknown */
    bool is_start_local; /* `start` is in the computer's own time zone, read as if it were UTC */
};

/* All views live in the arena. */
struct process_list {
    struct arena arena;
    struct process_list_entry *entries;
    size_t count, cap;
    size_t malformed; /* lines that could not be read */
    size_t left_out;  /* entries over the limit */
};

void process_list_init(struct process_list *list);
void process_list_release(struct process_list *list);

/* Keeps one entry; name and computer are copied. False when it is malformed: no name, or the
 * process id is no number. */
bool process_list_keep(struct process_list *list, struct view process_id,
                       struct process_list_entry entry);

#endif
