/* What is said of sides and items, the same in every form: phrases whose names are marked
 * (analyzer/report/brief/phrases.h). Each appends. */
#ifndef WMILOG_ANALYZER_REPORT_DIFF_WORDS_H
#define WMILOG_ANALYZER_REPORT_DIFF_WORDS_H
#include "analyzer/report/diff/compare.h"

void diff_words_input(struct buffer *b, const struct side *side); /* its path, and what it is */
/* "30 WMI-Activity events of SRV01, 2025-06-01 08:00:00 to 20:00:00 UTC, covering 12 h 0 min". */
void diff_words_side(struct buffer *b, const struct side *side);
/* "1 kind of failure is new, 2 are gone.", or why nothing can be said. */
void diff_words_answer(struct buffer *b, const struct diff *diff);
/* "query of Win32_Process (0x80041032 WBEM_E_CALL_CANCELLED)"; with the namespace or the event
 * where it needs that. */
void diff_words_what(struct buffer *b, const struct diff_item *item);
/* "4 times, 2025-06-01 08:00:00 to 20:00:00 UTC; 0.3 an hour"; nothing for NULL. */
void diff_words_count(struct buffer *b, const struct side_group *group, const struct cover *cover);
/* What it means that a side has it not; nothing when both have it. */
void diff_words_missing(struct buffer *b, const struct diff_item *item);
/* What is different; nothing when nothing is. */
void diff_words_change(struct buffer *b, const struct diff_item *item);
void diff_words_who(struct buffer *b, const struct side_group *group);
/* "12 before, 13 after": an item in a line, with its verdict before it. */
void diff_words_line(struct buffer *b, const struct diff_item *item);

/* An event consumer in a line: what it is, where, and which side tells of it. */
void diff_words_consumer(struct buffer *b, const struct diff_consumer *consumer);
#define DIFF_CONSUMERS_TITLE "Event consumers"
#define DIFF_CONSUMERS_MEANING                                                                  \
    "Logs tell of one when it is registered and when WMI starts: what is not told need not be " \
    "gone."

/* Title of the section of a state: "New", and what it means. */
const char *diff_words_title(enum diff_state state);
const char *diff_words_meaning(enum diff_state state);
/* Whether a line says enough of it; `show_noise`: not only because it is harmless. */
bool diff_is_short(const struct diff_item *item, bool show_noise);

#endif
