/* What somebody may mean by a word of `wmilog explain`. */
#ifndef WMILOG_ANALYZER_COMMANDS_EXPLAIN_WORDS_H
#define WMILOG_ANALYZER_COMMANDS_EXPLAIN_WORDS_H
#include "analyzer/report/explain_form.h"
#include "parsers/base/buffer.h"

/* Whom to tell, and how. */
struct explain_to {
    const struct explain_form *form;
    void *to;
};

/* Explains everything that the word can be: a code, an event, a namespace, a class (also with its
 * namespace before it, or a key or method behind it), a provider by name or CLSID, a service, a
 * part of WMI. How many that were. */
size_t explain_word(const struct explain_to *e, struct view word);

/* Explains the code of which this is Windows' own text ("Access is denied."), in any case. */
size_t explain_windows_text(const struct explain_to *e, struct view text);

/* The known name with the fewest mistakes in `word`, of constant tables; empty when none is near.
 */
struct view explain_nearest(struct view word);

#endif
