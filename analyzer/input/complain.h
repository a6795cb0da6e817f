/* Complaints on standard error. */
#ifndef WMILOG_ANALYZER_INPUT_COMPLAIN_H
#define WMILOG_ANALYZER_INPUT_COMPLAIN_H

/* "wmilog: ..." on standard error, cleaned for a terminal whatever the arguments hold. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
