/* From one record to one event, by its template's shape or by walking it. */
#ifndef WMILOG_PARSERS_EVTX_RECORD_H
#define WMILOG_PARSERS_EVTX_RECORD_H
#include "parsers/evtx/chunk.h"
#include "parsers/evtx/reading.h"

/* Counts the record as read, and adds its event when it is of use, with its text where XML is
 * wanted; or counts it as damaged and notes why. */
void evtx_read_record(struct evtx_reading *r, const struct evtx_record *record);
/* Reads the header of an event, without counting it; false when the record is damaged. */
bool evtx_peek_record(struct evtx_reading *r, const struct evtx_record *record);

#endif
