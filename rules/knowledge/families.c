/* Knows the family of every code: by the table, else by the code's facility. */
#include "rules/knowledge/families.h"

#include "parsers/base/search.h"
#include "rules/knowledge/codes.h"

static const char *const family_table[FAMILY_COUNT] = {
    [FAMILY_OTHER] = "other",
    [FAMILY_DCOM_ACCESS_DENIED] = "dcom-access-denied",
    [FAMILY_RPC_SERVER_UNAVAILABLE] = "rpc-server-unavailable",
    [FAMILY_WMI_ACCESS_DENIED] = "wmi-access-denied",
    [FAMILY_LOGON_FAILURE] = "logon-failure",
    [FAMILY_SERVER_GONE] = "server-gone",
    [FAMILY_RPC_PROTOCOL] = "rpc-protocol",
    [FAMILY_SERVER_START] = "server-start",
    [FAMILY_INVALID_NAMESPACE] = "invalid-namespace",
    [FAMILY_INVALID_CLASS] = "invalid-class",
    [FAMILY_NOT_FOUND] = "not-found",
    [FAMILY_INVALID_QUERY] = "invalid-query",
    [FAMILY_INVALID_REQUEST] = "invalid-request",
    [FAMILY_NOT_SUPPORTED] = "not-supported",
    [FAMILY_CANCELLED] = "cancelled",
    [FAMILY_SHUTTING_DOWN] = "shutting-down",
    [FAMILY_TIMED_OUT] = "timed-out",
    [FAMILY_QUOTA] = "quota",
    [FAMILY_OUT_OF_RESOURCES] = "out-of-resources",
    [FAMILY_PROVIDER_LOAD] = "provider-load",
    [FAMILY_PROVIDER_FAILURE] = "provider-failure",
    [FAMILY_SUBSCRIPTION] = "subscription",
    [FAMILY_REPOSITORY] = "repository",
    [FAMILY_WSMAN] = "wsman",
};
const struct names family_names = NAMES_OF("a family", family_table);

static int compare_row(const void *key, const void *row)
{
    const uint32_t value = *(const uint32_t *)key, other = ((const struct family_row *)row)->value;
    return (value > other) - (value < other);
}

/* Codes that the table does not have still say much by their facility (winerror.h, FACILITY_*). */
static enum family by_facility(uint32_t result)
{
    enum { FACILITY_RPC = 1, FACILITY_ITF = 4, FACILITY_SSPI = 9, FACILITY_WINRM = 0x33 };
    if (!code_is_failure(result)) {
        return FAMILY_OTHER;
    }
    switch (result >> 16 & 0x1FFF) {
    case FACILITY_RPC:
        return FAMILY_RPC_PROTOCOL;
    case FACILITY_SSPI: /* SEC_E_* from 80090300 on; those before are of keys, NTE_* */
        return (result & 0xFF00U) == 0x0300U ? FAMILY_LOGON_FAILURE : FAMILY_OTHER;
    case FACILITY_WINRM:
        return FAMILY_WSMAN;
    case FACILITY_ITF: /* the compiler of MOF files has the range from 80044000 on */
        return (result & 0xF000U) == 0x4000U ? FAMILY_INVALID_REQUEST : FAMILY_OTHER;
    default:
        return FAMILY_OTHER;
    }
}

enum family family_of_code(uint32_t result)
{
    const size_t at =
        search_first(&result, family_rows, family_row_count, sizeof(family_rows[0]), compare_row);
    const bool is_known = at < family_row_count && family_rows[at].value == result;
    return is_known ? family_rows[at].family : by_facility(result);
}
