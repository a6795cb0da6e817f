/* Families of result codes: the columns of the seed table and their kin. */
#ifndef WMILOG_RULES_KNOWLEDGE_FAMILIES_H
#define WMILOG_RULES_KNOWLEDGE_FAMILIES_H
#include "parsers/base/names.h"

enum family {
    FAMILY_OTHER,
    FAMILY_DCOM_ACCESS_DENIED,
    FAMILY_RPC_SERVER_UNAVAILABLE,
    FAMILY_WMI_ACCESS_DENIED,
    FAMILY_LOGON_FAILURE, /* name, password or security package not accepted */
    FAMILY_SERVER_GONE,   /* had been reached, then vanished */
    FAMILY_RPC_PROTOCOL,  /* reached, but the talk failed */
    FAMILY_SERVER_START,  /* COM or the service did not start, class not registered */
    FAMILY_INVALID_NAMESPACE,
    FAMILY_INVALID_CLASS,
    FAMILY_NOT_FOUND,
    FAMILY_INVALID_QUERY,
    FAMILY_INVALID_REQUEST, /* parameters, object paths, methods: the client's mistake */
    FAMILY_NOT_SUPPORTED,
    FAMILY_CANCELLED,
    FAMILY_SHUTTING_DOWN,
    FAMILY_TIMED_OUT,
    FAMILY_QUOTA,
    FAMILY_OUT_OF_RESOURCES,
    FAMILY_PROVIDER_LOAD,
    FAMILY_PROVIDER_FAILURE, /* a provider ran and failed; also the generic failure */
    FAMILY_SUBSCRIPTION,
    FAMILY_REPOSITORY,
    FAMILY_WSMAN,
    FAMILY_COUNT,
};

/* JSON names: "rpc-server-unavailable", ... */
extern const struct names family_names;

static inline const char *family_name(enum family family)
{
    return names_get(&family_names, (uint32_t)family);
}

/* The family of a code: that of families.tsv, else by its facility. */
enum family family_of_code(uint32_t result);

/* The generated table, sorted by value. */
struct family_row {
    uint32_t value;
    enum family family;
};
extern const struct family_row family_rows[];
extern const size_t family_row_count;

#endif
