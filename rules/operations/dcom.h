/* Connects that never reached WMI: failed activations of its COM servers, which only the System log
 * of the client or of the server shows. */
#ifndef WMILOG_RULES_OPERATIONS_DCOM_H
#define WMILOG_RULES_OPERATIONS_DCOM_H
#include "rules/operations/waiting.h"

#define DCOM_PROVIDER "Microsoft-Windows-DistributedCOM"

/* What one event says. Views are those of the event. */
struct dcom_failure {
    uint32_t result;
    struct view target;   /* the computer to be reached; absent when it is the one that logged */
    struct view class_id; /* of WMI's; absent when the event names none */
    struct view image;    /* of the client process */
    struct view image_source;
    bool has_process_id;
    uint32_t process_id;
    bool is_server_side;         /* logged by the server, about a client elsewhere */
    struct view address;         /* of that client */
    struct view domain, account; /* of that client */
};

/* True for events 10006, 10009, 10028, 10036, 10037 and 10038 of DistributedCOM (or DCOM, as its
 * classic source is called) whose CLSID is one of WMI's, or that name none, for 10010, 10015 and
 * 10016 with one of WMI's, and for 10000 and 10001 of its class or its host's program. False for a
 * 10000, 10001 or 10006 without a failing result. The data may be named after the
 * manifest, param1..., or not at all. */
bool dcom_read(const struct event *event, struct dcom_failure *dcom);

/* Fills a new failure that contents_read_event has begun; the client is local when the target is
 * the computer that logged. Texts are copied to its arena. */
void dcom_fill(struct pending *p, const struct dcom_failure *dcom);

#endif
