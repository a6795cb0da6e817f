/* How long a lookup in the knowledge tables takes: nanoseconds of the processor, for names of every
 * row in an order that no cache foresees, and for names that are not there. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "rules/knowledge/classes.h"
#include "rules/knowledge/namespaces.h"
#include "rules/knowledge/owner_codes.h"
#include "rules/knowledge/providers.h"
#include "rules/knowledge/services.h"
#include "tests/bench/clock.h"

enum { LOOKUPS = 2000000, GOAL = 200, STRIDE = 4099 };

static bool find_namespace(size_t i)
{
    struct namespace_facts facts;
    namespace_at(i % namespace_count(), &facts);
    return namespace_find(facts.name, &facts);
}

static bool find_class(size_t i)
{
    struct class_facts facts;
    class_at(i % class_count(), &facts);
    return class_find(facts.name_space, facts.name, &facts);
}

static bool find_no_class(size_t i)
{
    struct class_facts facts;
    return class_find(VIEW("root\\cimv2"),
                      i % 2 ? VIEW("Vendor_NoSuchClassAnywhere")
                            : VIEW("Win32_PerfRawData_MSMQ_MSMQService"),
                      &facts);
}

static bool find_property(size_t i)
{
    return class_property(class_name_at(i % class_name_count()), VIEW("Name"), NULL) !=
           PROPERTY_UNKNOWN;
}

static bool find_provider(size_t i)
{
    struct provider_facts facts;
    provider_at(i % provider_count(), &facts);
    return provider_find(VIEW("root\\cimv2"), facts.name, &facts);
}

static bool find_service(size_t i)
{
    struct service_facts facts;
    return service_find(VIEW("root\\microsoft\\windows\\storage"),
                        class_name_at(i % class_name_count()), VIEW("StorageWMI"), &facts);
}

static bool find_code(size_t i)
{
    struct owner_code code;
    owner_code_at(i % owner_code_count(), &code);
    return owner_code_find(code.value, VIEW("root\\microsoft\\windows\\taskscheduler"),
                           VIEW("MSFT_ScheduledTask"), VIEW_NONE, &code);
}

static void measure(const char *what, bool (*lookup)(size_t i))
{
    size_t found = 0;
    const uint64_t start = clock_nanoseconds();
    for (size_t i = 0; i < LOOKUPS; i++) {
        found += lookup(i * STRIDE);
    }
    const uint64_t each = (clock_nanoseconds() - start) / LOOKUPS;
    printf("%-24s %6" PRIu64 " ns %6d ns  %-6s (%zu found)\n", what, each, GOAL,
           each <= GOAL ? "met" : "missed", found);
}

int main(void)
{
    measure("namespace", find_namespace);
    measure("class in namespace", find_class);
    measure("class unknown, pattern", find_no_class);
    measure("property", find_property);
    measure("provider", find_provider);
    measure("service", find_service);
    measure("code of another owner", find_code);
    return EXIT_SUCCESS;
}
