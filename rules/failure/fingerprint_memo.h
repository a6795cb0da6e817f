/* Fingerprints already made, by their parts as logged: most failures are like one before. */
#ifndef WMILOG_RULES_FAILURE_FINGERPRINT_MEMO_H
#define WMILOG_RULES_FAILURE_FINGERPRINT_MEMO_H
#include "parsers/base/arena.h"
#include "parsers/base/map.h"
#include "rules/failure/fingerprint.h"

enum { FINGERPRINT_MEMO_MAX = 2048, FINGERPRINT_MEMO_KEY = 1024 };

struct fingerprint_memo {
    struct map map;
    struct arena arena;
};

void fingerprint_memo_init(struct fingerprint_memo *m);
void fingerprint_memo_release(struct fingerprint_memo *m);
/* As fingerprint_make. Forgets all when FINGERPRINT_MEMO_MAX kinds are known. */
void fingerprint_memo_make(struct fingerprint_memo *m, const struct fingerprint_parts *parts,
                           char text[FINGERPRINT_SIZE]);

#endif
