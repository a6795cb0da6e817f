/* Lists of running processes that come with a log: the output of tasklist, and of Get-Process,
 * Get-CimInstance Win32_Process or wmic as comma-separated text. */
#ifndef WMILOG_PARSERS_PROCESS_LIST_PROCESS_LIST_H
#define WMILOG_PARSERS_PROCESS_LIST_PROCESS_LIST_H
#include "parsers/base/arena.h"
#include "parsers/base/error.h"
#include "parsers/event/process_entry.h"

enum {
    PROCESS_LIST_MAX_SIZE = 16 * 1024 * 1024, /* bytes of a file, for whoever reads it */
    PROCESS_LIST_MAX_ENTRIES = 65536,         /* over all files of one list */
};

/* All views live in the arena. The name is of the program, as listed; of its path where there is
 * one. */
struct process_list {
    struct arena arena;
    struct process_entry *entries;
    size_t count, cap;
    size_t malformed; /* lines that could not be read */
    size_t left_out;  /* entries over the limit */
};

void process_list_init(struct process_list *list);
void process_list_release(struct process_list *list);

/* Adds the entries of one file, given whole: UTF-8, UTF-16 with or without byte order mark, or
 * windows-1252. Headers of tasklist may be in any language. `computer` stands for the computer
 * where the file does not name it itself; it may be empty. STATUS_NOT_FORMAT when it is no process
 * list; nothing is added then. */
enum status process_list_add(struct process_list *list, struct view bytes, struct view computer,
                             struct error *err);

/* process_table.c: the entries of `tasklist` as a table; false when there is no line of '=' that
 * gives the columns. */
bool process_list_add_table(struct process_list *list, struct view text, struct view computer);

/* Keeps one entry; name and computer are copied. False when it is malformed: no name, or the
 * process id is no number. */
bool process_list_keep(struct process_list *list, struct view process_id,
                       struct process_entry entry);

#endif
