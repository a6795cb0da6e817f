/* The processes of a list, whatever its form. */
#ifndef WMILOG_PARSERS_PROCESS_LIST_ENTRIES_H
#define WMILOG_PARSERS_PROCESS_LIST_ENTRIES_H
#include "parsers/base/arena.h"
#include "parsers/event/process_entry.h"

enum {
    PROCESS_LIST_MAX_ENTRIES = 65536, /* over all files of one list */
    PROCESS_LIST_MAX_BYTES = 8 << 20, /* of the texts of all entries */
    PROCESS_LIST_MAX_SERVICES = 2048, /* bytes of the services of a process that are kept */
};

/* All views live in the arena. The name is of the program, as listed; of its path where there is
 * one. */
struct process_list {
    struct arena arena;
    struct arena scratch; /* texts of the row that is read */
    struct process_entry *entries;
    size_t count, cap;
    size_t malformed; /* lines that could not be read */
    size_t bytes;     /* of the texts of the entries */
    size_t left_out;  /* entries over a limit */
};

void process_list_init(struct process_list *list);
void process_list_release(struct process_list *list);

/* Keeps one entry; name and computer are copied. False when it is malformed: no name, or the
 * process id is no number. Texts of the row end here. */
bool process_list_keep(struct process_list *list, struct view process_id,
                       struct process_entry entry);

#endif
