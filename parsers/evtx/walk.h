/* Records read token by token. */
#ifndef WMILOG_PARSERS_EVTX_WALK_H
#define WMILOG_PARSERS_EVTX_WALK_H
#include "parsers/evtx/chunk.h"
#include "parsers/evtx/reading.h"

/* Assembles the event of a record. False when the record is damaged; r->binxml.reason says why.
 * Events of no use are left after their System element. */
bool evtx_walk_record(struct evtx_reading *r, const struct evtx_record *record);

#endif
