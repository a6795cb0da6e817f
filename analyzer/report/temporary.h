/* The name of a result while it is not whole: whatever ends the program takes it off the disk. */
#ifndef WMILOG_ANALYZER_REPORT_TEMPORARY_H
#define WMILOG_ANALYZER_REPORT_TEMPORARY_H
#include <sys/types.h>

/* Creates the file `name` for writing: its descriptor, or -1 with errno. Until temporary_forget,
 * which must be called before `name` is freed, the file is removed when memory runs out, or when a
 * signal ends the program that can be handled and tells of no mistake in it. One at a time. */
int temporary_create(const char *name);
void temporary_forget(void);

#endif
