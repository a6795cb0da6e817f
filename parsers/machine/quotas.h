/* ProviderHostQuotaConfiguration.txt of WMI-Collect and TSS, and what Format-List prints of
 * __ProviderHostQuotaConfiguration: lines such as "ThreadsPerHost : 256". What the properties mean,
 * and their defaults:
 * https://learn.microsoft.com/windows/win32/wmisdk/--providerhostquotaconfiguration
 */
#ifndef WMILOG_PARSERS_MACHINE_QUOTAS_H
#define WMILOG_PARSERS_MACHINE_QUOTAS_H
#include "parsers/base/names.h"
#include "parsers/event/machine.h"

/* The names of the properties, by enum quota. */
extern const struct names quota_names;

/* True for the first bytes of such a file, in UTF-8 or UTF-16. */
bool quotas_recognise(struct view head);
/* Reads the values of a whole file; what it does not say is 0. False when it says nothing. */
bool quotas_read(struct view bytes, uint64_t values[QUOTA_COUNT]);

#endif
