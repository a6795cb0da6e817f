/* The texts that people and providers write into events, over arbitrary bytes: the operation's
 * grammar and WQL, result codes as explain reads them, MOF text and encoded commands. Aborts when a
 * view points out of the text or a promise of size is broken; the sanitizers see the rest. */
#include <stdlib.h>

#include "parsers/base/text.h"
#include "rules/consumers/encoded.h"
#include "rules/consumers/mof_text.h"
#include "rules/texts/operation_text.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/target.h"

static void check_part(struct view part, struct view text)
{
    demand(!part.data || part.len == 0 ||
               (part.data >= text.data && part.len <= text.len &&
                (size_t)(part.data - text.data) <= text.len - part.len),
           "a part lies in its text");
}

static void check_operation(struct view text)
{
    struct operation_text o = operation_text_parse(text);
    demand(view_equal(o.text, text), "the whole is kept");
    check_part(o.name_space, text);
    check_part(o.provider, text);
    check_part(o.argument, text);
    check_part(o.query, text);
    check_part(o.class_name, text);
    check_part(o.method, text);
    check_part(o.target_host, text);
    if (o.type == OPERATION_TYPE_OTHER) {
        demand(!o.verb.data && !o.name_space.data && !o.class_name.data, "no part of other texts");
    }
    check_part(operation_query_class(text), text);
}

static void check_property(const struct mof_object *object, const struct mof_property *property,
                           struct arena *arena)
{
    demand(property->type <= MOF_OBJECT, "a property has a type");
    demand(property->name.len > 0, "a property has a name");
    if (property->type == MOF_LIST) {
        struct view sid = mof_sid(arena, property->value);
        demand(!sid.data || view_starts(sid, VIEW("S-1-")) || view_starts(sid, VIEW("S-")),
               "a SID begins like one");
    }
    (void)object;
}

static void check_mof(struct view text, struct arena *arena)
{
    struct mof_object object;
    struct view rest = text;
    size_t left = rest.len + 1;
    while (mof_read_object(&rest, arena, &object)) {
        demand(rest.len < left, "every object moves on");
        left = rest.len;
        check_part(rest, text);
        check_part(object.class_name, text);
        demand(object.count <= MOF_MAX_PROPERTIES, "properties are limited");
        for (size_t i = 0; i < object.count; i++) {
            check_property(&object, &object.properties[i], arena);
        }
        (void)mof_text_of(&object, "Query");
    }
}

static void check_encoded(struct view text, struct arena *arena)
{
    bool is_cut = false;
    struct view found = encoded_find(arena, text, &is_cut);
    demand(found.len <= 2 * (size_t)ENCODED_MAX_SHOWN + ENCODED_MAX_PIECES * 64,
           "what is shown is limited");
    demand(!found.data || text_utf8_valid_len(found) == found.len, "what is decoded is UTF-8");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct view text = {(const char *)bytes, len};
    struct arena arena;
    arena_init(&arena, 0);
    check_operation(text);
    check_mof(text, &arena);
    check_encoded(text, &arena);
    arena_release(&arena);
    return 0;
}
