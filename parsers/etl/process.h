/* Events of the kernel about processes: which program a process id means, and since when. */
#ifndef WMILOG_PARSERS_ETL_PROCESS_H
#define WMILOG_PARSERS_ETL_PROCESS_H
#include "parsers/etl/event.h"
#include "parsers/etl/walk.h"

/* The provider of Windows 8 and later, and the name under which the events of the kernel's own
 * logger are given: their ids are the types of the class Process (1 start, 2 end, 3 and 4 those
 * that run when a trace starts and ends). */
#define ETL_KERNEL_PROCESS "Microsoft-Windows-Kernel-Process"
#define ETL_KERNEL "Windows kernel"

struct etl_process {
    uint32_t process, parent;
    uint64_t created; /* ticks since 1601; 0 = not told */
    struct view image;
    bool is_wide; /* the image is UTF-16LE, else bytes of the system's code page */
};

/* Reads an event of ETL_KERNEL_PROCESS: starts, ends, and those that run already. False, with the
 * output untouched, for others and for layouts that are not known. */
bool etl_process_read(const struct etl_event *event, struct etl_process *process);
/* The type of a record of the kernel's logger about a process, 0 for other records. */
uint8_t etl_process_type(const struct etl_record *record);
/* Reads such a record. */
bool etl_process_read_classic(const struct etl_record *record, struct etl_process *process);

#endif
