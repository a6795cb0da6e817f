/* Turns names into numbers that are equal when the names are. */
#include "rules/failure/marks.h"

#include <string.h>

#include "parsers/base/computer_name.h"
#include "parsers/base/hash/mix.h"
#include "rules/failure/kind.h"

/* The ASCII letters of eight bytes in lower case. */
static uint64_t lower_word(uint64_t word)
{
    const uint64_t ones = UINT64_MAX / 0xff, low = word & ones * 0x7f;
    uint64_t from_a = low + ones * (0x80 - 'A'), behind_z = low + ones * (0x80 - 'Z' - 1);
    uint64_t is_upper = from_a & ~behind_z & ~word & ones * 0x80;
    return word | is_upper >> 2;
}

/* FNV-1a over the text in lower case, but of eight bytes at a time, so that what the multiplication
 * lifts is brought down again. It need not be secret: whoever makes hashes collide makes failures
 * of his own look alike. */
uint64_t marks_hash(struct view text)
{
    uint64_t hash = 0xcbf29ce484222325U ^ text.len;
    if (text.len == 0) {
        return 0;
    }
    for (size_t pos = 0; pos < text.len; pos += sizeof(uint64_t)) {
        uint64_t word = 0;
        size_t left = text.len - pos;
        memcpy(&word, text.data + pos, left < sizeof(word) ? left : sizeof(word));
        hash = mix_word(hash, lower_word(word));
    }
    return hash != 0 ? hash : 1;
}

uint64_t marks_namespace_hash(struct view name_space)
{
    char text[FINGERPRINT_NAMESPACE_SIZE];
    return marks_hash(view_of(fingerprint_namespace(name_space, text)));
}

uint64_t marks_both(uint64_t a, uint64_t b)
{
    const uint64_t hash = mix_word(a, b >> 1);
    return a == 0 || b == 0 ? 0 : hash != 0 ? hash : 1;
}

bool marks_is_of_counters(struct view class_name)
{
    return view_starts_nocase(class_name, VIEW("Win32_Perf"));
}

static uint64_t client_hash(const struct failure_client *client, uint64_t machine)
{
    if (!client->has_process_id) {
        return 0;
    }
    const uint64_t hash = mix_word(machine, client->process_id);
    return hash != 0 ? hash : 1;
}

struct failure_marks marks_like(const struct failure *f, const struct failure_likeness *known)
{
    const struct failure_kind *kind = f->kind;
    uint64_t machine = known ? known->machine : marks_hash(computer_name_label(f->client.machine));
    return (struct failure_marks){
        .is_set = true,
        .is_of_counters =
            kind ? kind->is_of_counters : marks_is_of_counters(f->operation.class_name),
        .fingerprint = kind ? kind->fingerprint_hash : marks_hash(view_of(f->fingerprint)),
        .name_space = kind ? kind->name_space_hash : marks_namespace_hash(f->name_space),
        .class_name = kind ? kind->class_hash : marks_hash(f->operation.class_name),
        .user = known ? known->user : marks_hash(f->client.user),
        .machine = machine,
        .client = client_hash(&f->client, machine),
        .target =
            f->phase == PHASE_CONNECT ? marks_hash(computer_name_label(failure_target(f))) : 0,
    };
}

struct failure_likeness marks_likeness(const struct failure *f, uint64_t operation)
{
    return (struct failure_likeness){
        .operation = operation,
        .user = marks_hash(f->client.user),
        .machine = marks_hash(computer_name_label(f->client.machine)),
    };
}

struct failure_marks marks_of(const struct failure *f)
{
    return marks_like(f, NULL);
}
