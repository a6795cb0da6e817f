/* The parts of a report in JSON, one at a time: its size is no matter of memory. */
#ifndef WMILOG_ANALYZER_GIVEN_SPLIT_H
#define WMILOG_ANALYZER_GIVEN_SPLIT_H
#include "parsers/base/buffer.h"
#include "parsers/event/source.h"

enum {
    SPLIT_CHUNK = 64 * 1024,
    SPLIT_MAX_PART = 8 * 1024 * 1024, /* bytes of one group, source and so on */
    SPLIT_MAX_KEY = 64,
};

struct split {
    struct source *source;
    struct error *err;
    uint64_t next; /* offset of what comes after the chunk */
    size_t pos, len;
    bool is_lines; /* each object stands by itself and says its type */
    bool has_begun, is_in_list;
    char key[SPLIT_MAX_KEY + 1];
    struct buffer part;
    char chunk[SPLIT_CHUNK];
};

/* What stands under a key of the document, or is an item of the list there; of lines, an object,
 * whose key is "". `json` is absent for what `wants` refuses. */
struct split_part {
    const char *key;
    struct view json; /* until the next part */
    uint64_t offset;
};

/* `source` can be read anywhere; both must outlive the split. */
void split_init(struct split *s, struct source *source, bool is_lines, struct error *err);
void split_release(struct split *s);
/* False at the end of the input, and after an error. */
bool split_next(struct split *s, bool (*wants)(const char *key), struct split_part *part);

#endif
