/* What is no secret: accounts, domains, computers and words that every Windows has. */
#ifndef WMILOG_ANALYZER_REDACT_USUAL_H
#define WMILOG_ANALYZER_REDACT_USUAL_H
#include "analyzer/redact/names.h"

/* Names that stay, also as other languages of Windows have them; case does not matter. */
bool usual_account(struct view name);
bool usual_host(struct view name);
/* `*keeps_accounts`: those in it are Windows' own, too. */
bool usual_domain(struct view name, bool *keeps_accounts);
/* A service of the tables. */
bool usual_service(struct view name);
/* A SID that is the same on many machines, or tells nothing: S-1-5-18, S-1-5-32-544, S-1-5-80-...;
 * `numbers` are those behind the authority. */
bool usual_sid(uint64_t authority, const uint32_t *numbers, size_t count);

/* Text that a literal of a query may be without telling anything: a number, a GUID, a date of WMI,
 * a class, namespace or service of the tables. */
bool usual_literal(struct view text);

/* Gives each word, in lower case, of the names of classes, namespaces, providers and services, and
 * words that all logs have: a name like it is hidden where names stand, and left alone elsewhere.
 */
void usual_words(void (*take)(void *context, struct view word), void *context);

/* What stands before the token of a name because rules ask for it: "svc-" of service accounts,
 * "ubuntu-" of such a client machine; "" for none. */
const char *usual_hint(enum name_kind kind, struct view word);

#endif
