/* Who an account is by the way it is logged. */
#ifndef WMILOG_RULES_TEXTS_USER_KIND_H
#define WMILOG_RULES_TEXTS_USER_KIND_H
#include "parsers/base/names.h"

/* Who the user of a failure is: SYSTEM, a service account (LOCAL SERVICE, NETWORK SERVICE,
 * NT SERVICE\..., IIS APPPOOL\...), a computer account (name$), nobody logged, or anybody else. */
enum user_kind {
    USER_KIND_USER,
    USER_KIND_EMPTY,
    USER_KIND_SYSTEM,
    USER_KIND_SERVICE,
    USER_KIND_MACHINE,
    USER_KIND_LOCAL, /* of a computer, not of a domain: HOST\user, MicrosoftAccount\name */
    USER_KIND_COUNT,
};

/* JSON names: "user", "system", ... */
extern const struct names user_kind_names;

enum user_kind user_kind_of(struct view user);
/* The same, and USER_KIND_LOCAL for an account whose authority is the computer or ".". */
enum user_kind user_kind_on(struct view user, struct view computer);

#endif
