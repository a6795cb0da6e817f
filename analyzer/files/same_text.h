/* Whether a mail's page says what its text says. */
#ifndef WMILOG_ANALYZER_FILES_SAME_TEXT_H
#define WMILOG_ANALYZER_FILES_SAME_TEXT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SAME_TEXT_MAX_SIZE = 1024 * 1024 }; /* bytes of either; longer ones are not compared */

/* Where a part stands in a file. */
struct part_place {
    uint64_t start, size; /* size 0: there is none */
};

/* True when all of the page, without its tags and but for blanks, stands in the text as it is: then
 * no event is in it that is not in the text. False too where either cannot be read. */
bool same_text(int fd, struct part_place text, struct part_place page);

#endif
