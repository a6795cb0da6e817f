/* How a client's own record names the machine that it calls: which way there the name allows. */
#ifndef WMILOG_RULES_FAILURE_TARGET_FORM_H
#define WMILOG_RULES_FAILURE_TARGET_FORM_H
#include "rules/failure/failure.h"

enum target_form {
    TARGET_FORM_NONE,  /* no other machine is called, or the record is not the client's */
    TARGET_FORM_SHORT, /* SRV01: without a domain, so that the client's DNS suffixes decide */
    TARGET_FORM_FULL,  /* srv01.example.org */
    TARGET_FORM_IPV4,  /* 192.0.2.7: nothing is resolved, and Kerberos has no name to work with */
    TARGET_FORM_IPV6,  /* [2001:db8::7], 2001-db8--7.ipv6-literal.net */
    TARGET_FORM_COUNT,
};
extern const struct names target_form_names; /* "none", "short", "full", "ipv4", "ipv6" */

enum target_form target_form_of(const struct failure *f);

#endif
