/* How the name of a namespace is written: "root\cimv2" has one backslash between its parts and
 * none behind them (Microsoft Learn: Describing a WMI Namespace Object Path). */
#ifndef WMILOG_RULES_FAILURE_NAMESPACE_FORM_H
#define WMILOG_RULES_FAILURE_NAMESPACE_FORM_H
#include "rules/failure/failure.h"

enum namespace_form {
    NAMESPACE_FORM_FINE,       /* also where none is known */
    NAMESPACE_FORM_EMPTY_PART, /* root\\cimv2, root\cimv2\ */
    NAMESPACE_FORM_NO_ROOT,    /* cimv2 */
    NAMESPACE_FORM_COUNT,
};
extern const struct names namespace_form_names; /* "fine", "empty-part", "no-root" */

/* Of the namespace of the failure as it was logged. Backslashes that are doubled in the name of the
 * user, too, were doubled by what wrote the log, and tell nothing. */
enum namespace_form namespace_form_of(const struct failure *f);

#endif
