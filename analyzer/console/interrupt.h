/* Ctrl-C while a long reading goes on: what was read so far is still worth a report. */
#ifndef WMILOG_ANALYZER_CONSOLE_INTERRUPT_H
#define WMILOG_ANALYZER_CONSOLE_INTERRUPT_H
#include <stdbool.h>

/* From here on the first SIGINT does not end the program but is remembered; the second one ends it.
 * Nothing where SIGINT is ignored. */
void interrupt_catch(void);
bool interrupt_came(void);
/* Ends the program by the signal that came, if any. */
void interrupt_end(void);

#endif
