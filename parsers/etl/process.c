/* Layouts of process events: from the manifest of Microsoft-Windows-Kernel-Process
 * (github.com/jdu2600/Windows10EtwEvents) and from the class Process of the kernel logger's MOF
 * (Process_V1_TypeGroup1 to Process_V4_TypeGroup1, learn.microsoft.com). */
#include "parsers/etl/process.h"

#include "parsers/base/count.h"
#include "parsers/base/cursor.h"
#include "parsers/base/sid.h"
#include "parsers/etl/etl.h"

enum {
    GROUP_PROCESS = 3, /* the upper byte of a hook id */
    FIRST_TYPE = 1,
    LAST_TYPE = 4,
};

/* The fields up to the image's name; what follows is of no use. p process, P parent, c creation
 * time, u and q other numbers of 32 and 64 bits, k a pointer, S a SID, T a SID behind a TOKEN_USER,
 * W the name in UTF-16, A in bytes. */
struct layout {
    uint16_t id;
    uint16_t version;
    const char *fields;
};

static const struct layout manifest[] = {
    {1, 0, "pcPuW"},       {1, 1, "pcPuuW"},       {1, 2, "pcPuuW"},
    {1, 3, "pqcPquuuuSW"}, {2, 0, "pcquuuqqA"},    {2, 1, "pcquuuqqquuuuuA"},
    {15, 0, "pcPuuW"},     {15, 1, "pqcPquuuuSW"}, {2, 2, "pqcquuuqqquuuuuA"},
};

static const struct layout classic[] = {
    {0, 1, "kpPuuTA"},
    {0, 2, "kpPuuTA"},
    {0, 3, "kpPuukTA"},
    {0, 4, "kpPuukuTA"},
};

static void skip_sid(struct cursor *c)
{
    struct cursor rest = *c;
    struct view bytes = cursor_bytes(&rest, cursor_left(&rest));
    size_t len = sid_len(bytes);
    cursor_skip(c, len > 0 ? len : cursor_left(c) + 1);
}

/* Where no user is told, there are four bytes of zero. */
static void skip_user(struct cursor *c, bool is_wide)
{
    struct cursor peek = *c;
    if (cursor_u32(&peek) == 0) {
        cursor_skip(c, 4);
        return;
    }
    cursor_skip(c, is_wide ? 16 : 8);
    skip_sid(c);
}

/* Bytes up to a NUL, or to the end. */
static struct view read_bytes(struct cursor *c)
{
    struct cursor start = *c;
    size_t len = 0;
    while (cursor_left(c) > 0 && cursor_u8(c) != 0) {
        len++;
    }
    return cursor_bytes(&start, len);
}

static void read_field(struct cursor *c, char field, bool is_wide, struct etl_process *p)
{
    switch (field) {
    case 'p':
        p->process = cursor_u32(c);
        break;
    case 'P':
        p->parent = cursor_u32(c);
        break;
    case 'c':
        p->created = cursor_u64(c);
        break;
    case 'u':
        cursor_skip(c, 4);
        break;
    case 'q':
        cursor_skip(c, 8);
        break;
    case 'k':
        cursor_skip(c, is_wide ? 8 : 4);
        break;
    case 'S':
        skip_sid(c);
        break;
    case 'T':
        skip_user(c, is_wide);
        break;
    case 'W':
        p->image = cursor_utf16z(c);
        p->is_wide = true;
        break;
    default:
        p->image = read_bytes(c);
        break;
    }
}

static bool read_fields(const char *fields, struct view payload, bool is_wide,
                        struct etl_process *process)
{
    struct etl_process p = {0};
    struct cursor c = cursor_over(payload);
    for (; *fields != '\0'; fields++) {
        read_field(&c, *fields, is_wide, &p);
    }
    if (c.failed || p.process == 0 || p.image.len == 0) {
        return false;
    }
    *process = p;
    return true;
}

bool etl_process_read(const struct etl_event *event, struct etl_process *process)
{
    for (size_t i = 0; i < COUNT_OF(manifest); i++) {
        if (manifest[i].id == event->id && manifest[i].version == event->version) {
            return read_fields(manifest[i].fields, event->payload, true, process);
        }
    }
    return false;
}

uint8_t etl_process_type(const struct etl_record *record)
{
    struct cursor c = cursor_over(record->bytes);
    cursor_seek(&c, 6);
    uint16_t hook = cursor_u16(&c);
    bool is_process = record->kind == ETL_KIND_SYSTEM && !c.failed && hook >> 8 == GROUP_PROCESS;
    uint8_t type = (uint8_t)hook;
    return is_process && type >= FIRST_TYPE && type <= LAST_TYPE ? type : 0;
}

bool etl_process_read_classic(const struct etl_record *record, struct etl_process *process)
{
    struct cursor c = cursor_over(record->bytes);
    uint16_t version = cursor_u16(&c);
    const struct layout *last = &classic[COUNT_OF(classic) - 1];
    const char *fields = version > last->version ? last->fields : NULL;
    for (size_t i = 0; i < COUNT_OF(classic); i++) {
        fields = classic[i].version == version ? classic[i].fields : fields;
    }
    return fields && read_fields(fields, view_from(record->bytes, ETL_SYSTEM_HEADER_SIZE),
                                 record->is_wide, process);
}
