/* JSON of what came lately: failures repeat each other's operations, verdicts, results and causes,
 * and what is written of them then is copied. When a generated 32 MB .evtx (33,769 failures of 25
 * kinds) is analysed, `-f jsonl` takes 1.2 times the instructions without it. */
#ifndef WMILOG_ANALYZER_REPORT_JSON_RECENT_H
#define WMILOG_ANALYZER_REPORT_JSON_RECENT_H
#include "analyzer/report/json/writer.h"

enum {
    RECENT_SLOTS = 1024,  /* two for all keys with the same hash; the older gives way */
    RECENT_MAX_KEY = 640, /* bytes; what has a longer key is made each time */
};

struct recent_slot {
    char *bytes; /* of the key, then of the JSON */
    size_t key_len, len, cap;
    uint64_t hash;   /* of the key */
    uint64_t number; /* of what was made */
};

struct recent {
    struct recent_slot *slots;
    struct output out; /* what is being made */
    struct json_writer w;
    uint64_t made;            /* how many were */
    struct recent_slot *slot; /* where the JSON of the key belongs */
    size_t key_len;
    uint64_t hash; /* of it */
    bool is_long;  /* the key does not fit */
    char key[RECENT_MAX_KEY];
};

void recent_init(struct recent *r);
void recent_release(struct recent *r);

/* A key is put together from all that its JSON is made from. Keys of different kinds differ in
 * `kind`. */
void recent_begin_key(struct recent *r, uint32_t kind);
void recent_add_number(struct recent *r, uint64_t number);
void recent_add_text(struct recent *r, struct view text);
/* A text with others that mostly are parts of it. */
void recent_add_parts(struct recent *r, struct view whole, const struct view *parts, size_t count);

/* The members that were made for the key, VIEW_NONE when they have to be. Valid until the next call
 * of recent_make. */
struct view recent_find(struct recent *r);
/* A number that stands for the key in other keys, after recent_find or recent_made gave the
 * members; 0 when its key was too long. */
uint64_t recent_number(const struct recent *r);
/* A writer inside an open object whose members become the JSON of the key: those between it and
 * recent_made, which gives them, as valid. */
struct json_writer *recent_make(struct recent *r);
struct view recent_made(struct recent *r);

#endif
