/* Counts of failures by a name of theirs, bounded: what no longer fits is counted together. */
#ifndef WMILOG_ANALYZER_REPORT_HTML_TALLY_H
#define WMILOG_ANALYZER_REPORT_HTML_TALLY_H
#include "parsers/base/arena.h"
#include "parsers/base/hash/map.h"
#include "rules/rule/judgement.h"

enum {
    TALLY_MAX = 1024,    /* names */
    TALLY_MAX_NAME = 512 /* bytes of one that tell it apart */
};

struct tally_item {
    struct view key;
    uint64_t count, harmless;
    size_t rank;         /* from 0, once the tally is sorted */
    uint32_t process_id; /* of clients: the first one */
    bool has_several;    /* processes */
};

struct tally {
    struct map map;
    struct arena arena;
    struct tally_item **items; /* in order of appearance; sorted by tally_sort */
    size_t count, cap;
    uint64_t more; /* failures of names that did not fit */
};

void tally_init(struct tally *t);
void tally_release(struct tally *t);
/* Counts a failure under that name, without regard to case. NULL when it does not fit, or when the
 * name is empty, which counts nothing. */
struct tally_item *tally_add(struct tally *t, struct view key, enum verdict verdict);
struct tally_item *tally_find(const struct tally *t, struct view key);
/* The commonest first, then by name. */
void tally_sort(struct tally *t);

#endif
