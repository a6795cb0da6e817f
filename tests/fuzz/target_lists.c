/* Lists of processes, of provider hosts, of quotas and of subscriptions, and comma-separated text,
 * over arbitrary bytes. Aborts when a promise is broken; the sanitizers see the rest. */
#include "parsers/base/csv.h"
#include "parsers/base/text.h"
#include "parsers/machine/provider_hosts.h"
#include "parsers/machine/quotas.h"
#include "parsers/machine/service_hosts.h"
#include "parsers/machine/subscriptions.h"
#include "parsers/process_list/process_list.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/target.h"

static void check_csv(struct view text)
{
    struct arena arena;
    struct csv c = csv_over(text);
    size_t before = 0;
    arena_init(&arena, 0);
    while (csv_next(&c)) {
        demand(c.pos > before && c.pos <= text.len, "every record moves on");
        demand((c.field_count > 0 || c.is_broken) && c.field_count <= CSV_MAX_FIELDS,
               "fields are limited");
        before = c.pos;
        for (size_t i = 0; i <= c.field_count && i < CSV_MAX_FIELDS; i++) {
            struct view field = csv_text(&c, i, &arena);
            demand((i < c.field_count) == !!field.data, "a record has its fields");
            demand(field.len <= text.len, "a field is no longer than the text");
        }
        arena_clear(&arena);
    }
    arena_release(&arena);
}

static void check_list(struct view text)
{
    struct process_list list;
    struct error err;
    error_init(&err);
    process_list_init(&list);
    enum status status = process_list_add(&list, text, VIEW("PC"), &err);
    demand(status == STATUS_OK || list.count == 0, "a list that is refused adds nothing");
    demand(status == STATUS_OK || err.message[0] != '\0', "a list is refused with a sentence");
    demand(list.count <= PROCESS_LIST_MAX_ENTRIES, "entries are limited");
    for (size_t i = 0; i < list.count; i++) {
        demand(list.entries[i].name.len > 0, "a process has a name");
        demand(text_utf8_valid_len(list.entries[i].name) == list.entries[i].name.len,
               "a name is UTF-8");
    }
    process_list_release(&list);
}

static void check_machine(struct view text)
{
    struct provider_hosts hosts;
    uint64_t values[QUOTA_COUNT];
    provider_hosts_init(&hosts);
    provider_hosts_recognise(text);
    provider_hosts_add(&hosts, text, VIEW("PC"), WINTIME_LAST);
    demand(hosts.count <= PROVIDER_HOSTS_MAX, "provider hosts are limited");
    for (size_t i = 0; i < hosts.count; i++) {
        const struct host_entry *e = &hosts.entries[i];
        demand(e->name.len > 0 && e->name.len <= PROVIDER_HOSTS_MAX_TEXT &&
                   e->path.len <= PROVIDER_HOSTS_MAX_TEXT,
               "names are limited");
    }
    provider_hosts_release(&hosts);
    demand(!quotas_recognise(text) || quotas_read(text, values), "quotas have values");
}

static void check_services(struct view text)
{
    struct service_hosts list;
    service_hosts_init(&list);
    service_hosts_recognise(text);
    service_hosts_add(&list, text, VIEW("PC"));
    service_hosts_add_process(&list, text, 4, VIEW("PC"));
    service_hosts_sort(&list);
    demand(list.count <= SERVICE_HOSTS_MAX, "services are limited");
    for (size_t i = 0; i < list.count; i++) {
        demand(list.entries[i].name.len <= SERVICE_HOSTS_MAX_NAME, "their names are limited");
    }
    service_hosts_release(&list);
}

static void check_subscriptions(struct view text)
{
    struct subscriptions list;
    subscriptions_init(&list);
    subscriptions_recognise(VIEW("__EventFilter.xml"), text);
    subscriptions_add(&list, VIEW("__EventFilter.xml"), text, VIEW("PC"), VIEW("x"));
    demand(list.count <= SUBSCRIPTIONS_MAX, "subscriptions are limited");
    for (size_t i = 0; i < list.count; i++) {
        demand(list.objects[i].count <= SUBSCRIPTIONS_MAX_PROPERTIES, "properties are limited");
    }
    subscriptions_release(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct view text = {(const char *)bytes, len};
    check_list(text);
    check_csv(text);
    check_machine(text);
    check_services(text);
    check_subscriptions(text);
    return 0;
}
