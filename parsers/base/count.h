/* How many items an array has. */
#ifndef WMILOG_PARSERS_BASE_COUNT_H
#define WMILOG_PARSERS_BASE_COUNT_H

/* Of an array itself, whose size is known where it is written: no pointer to its first item. */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
