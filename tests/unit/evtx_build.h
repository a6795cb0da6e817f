/* Makes .evtx chunks and files by hand: token by token for tests of the grammar, and whole events
 * in the shape that Windows writes. */
#ifndef WMILOG_TESTS_UNIT_EVTX_BUILD_H
#define WMILOG_TESTS_UNIT_EVTX_BUILD_H
#include "parsers/base/view.h"

enum {
    EVTX_BUILD_CHUNK = 65536,
    EVTX_BUILD_ROOM =
        2 * EVTX_BUILD_CHUNK, /* of a chunk under way: what does not fit is taken back */
    EVTX_BUILD_MAX_NAMES = 256,
    EVTX_BUILD_MAX_DEFINITIONS = 64,
    EVTX_BUILD_MAX_DEPTH = 128,
    EVTX_BUILD_MAX_VALUES = 64,
    EVTX_BUILD_NO_DEPENDENCY = 0xFFFF,
};

/* A chunk under way. */
struct evtx_build {
    uint8_t bytes[EVTX_BUILD_ROOM];
    size_t len;
    struct {
        const char *name;
        uint32_t offset;
    } names[EVTX_BUILD_MAX_NAMES];
    size_t name_count;
    struct {
        uint64_t key;
        uint32_t offset;
    } definitions[EVTX_BUILD_MAX_DEFINITIONS];
    size_t definition_count;
    size_t open[EVTX_BUILD_MAX_DEPTH]; /* where the sizes of open elements stand */
    size_t depth;
    size_t record; /* where the open one starts */
    size_t last_record;
    size_t definition;       /* where the open one starts */
    size_t definition_depth; /* elements have a dependency when not 0 */
    uint64_t first_id, last_id;
};

/* An empty chunk. */
void evtx_build_start(struct evtx_build *b);
void evtx_build_record(struct evtx_build *b, uint64_t id, int64_t written);
void evtx_build_end_record(struct evtx_build *b);
/* Fills the header in, with checksums, where the records end now. */
void evtx_build_finish(struct evtx_build *b);
/* The header's checksums again, after bytes were changed. */
void evtx_build_checksums(struct evtx_build *b);

/* Raw numbers, little-endian. */
void evtx_build_u8(struct evtx_build *b, unsigned number);
void evtx_build_u16(struct evtx_build *b, unsigned number);
void evtx_build_u32(struct evtx_build *b, uint64_t number);
void evtx_build_u64(struct evtx_build *b, uint64_t number);
void evtx_build_put_u32(struct evtx_build *b, size_t at, uint64_t number);
void evtx_build_bytes(struct evtx_build *b, const void *bytes, size_t len);
void evtx_build_utf16(struct evtx_build *b, const char *text); /* Latin-1 */

/* Tokens. The first use of a name puts it there, later ones point back; names are borrowed. */
void evtx_build_fragment(struct evtx_build *b);
void evtx_build_name(struct evtx_build *b, const char *name);
void evtx_build_open(struct evtx_build *b, const char *name, unsigned dependency);
void evtx_build_open_attributes(struct evtx_build *b, const char *name, unsigned dependency,
                                size_t *attributes);
void evtx_build_attribute(struct evtx_build *b, const char *name);
void evtx_build_end_attributes(struct evtx_build *b, size_t attributes);
void evtx_build_content(struct evtx_build *b); /* ends the start tag */
void evtx_build_text(struct evtx_build *b, const char *text);
void evtx_build_substitution(struct evtx_build *b, unsigned index, unsigned type, bool is_optional);
void evtx_build_end(struct evtx_build *b);       /* </a> */
void evtx_build_end_empty(struct evtx_build *b); /* ends the start tag as <a/> */
void evtx_build_end_fragment(struct evtx_build *b);
/* Start tag, content and end tag. */
void evtx_build_leaf(struct evtx_build *b, const char *name, const char *text);

/* The head of an instance with its definition in place, or of one that stands elsewhere. The
 * definition's body follows up to evtx_build_end_definition. */
uint32_t evtx_build_definition(struct evtx_build *b, uint32_t id);
void evtx_build_end_definition(struct evtx_build *b);
void evtx_build_instance(struct evtx_build *b, uint32_t id, uint32_t definition);

struct evtx_build_value {
    unsigned type;
    const void *bytes;
    size_t len;
};

/* The values of the instance, after its head. */
void evtx_build_values(struct evtx_build *b, const struct evtx_build_value *values, size_t count);

/* A field of an event's data: a text, or else a number of the type's size. */
struct evtx_build_field {
    const char *name;
    unsigned type;
    const char *text;
    uint64_t number;
};

struct evtx_build_event {
    uint64_t record;
    int64_t time;
    const char *provider;
    const char *channel;
    const char *computer;
    const char *wrapper; /* in UserData; NULL: EventData with named <Data> */
    const struct evtx_build_field *fields;
    size_t field_count;
    uint32_t process_id, thread_id;
    uint16_t id;
    uint8_t level;
    const char *message; /* of a plain event: instead of data, in RenderingInfo; or NULL */
    bool is_bare;        /* the data have no fragment header, as a quarter of them in real logs */
};

/* Adds a record as Windows writes it: System in one template, the data in another one inside. False
 * when the chunk has no room for it; it is as before then. */
bool evtx_build_event(struct evtx_build *b, const struct evtx_build_event *event);
/* The same without templates, as forwarded events are stored. */
void evtx_build_plain_event(struct evtx_build *b, const struct evtx_build_event *event);

/* A file header for so many chunks: 4096 bytes. */
void evtx_build_file_header(uint8_t *header, uint64_t chunks, uint64_t next_record);

#endif
