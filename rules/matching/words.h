/* What rules look at, in the words of a sentence. */
#ifndef WMILOG_RULES_MATCHING_WORDS_H
#define WMILOG_RULES_MATCHING_WORDS_H
#include "parsers/base/arena.h"
#include "parsers/base/view.h"
#include "rules/knowledge/windows_fit.h"

/* Both are written into the arena; absent where there is nothing to say. */

/* "5 minutes": as exact as one wants to read it. */
struct view span_words(struct arena *arena, int64_t ticks);
/* "Windows Server 2022"; "Windows (build 9600)" where that is a client's and a server's. */
struct view windows_words(struct arena *arena, const struct windows_bounds *windows);

#endif
