/* The list of input formats, and a helpful answer for files of none of them. */
#include "parsers/etl/etl.h"
#include "parsers/event/reader.h"
#include "parsers/evtx/binxml/evtx.h"
#include "parsers/json/json.h"
#include "parsers/text/text.h"
#include "parsers/xml/xml.h"

const struct reader *const readers[] = {
    &evtx_reader,        &etl_reader,    &json_reader, &table_reader,
    &objects_reader,     &markup_reader, &xml_reader,  &text_rows_reader,
    &other_table_reader, &text_reader,   NULL};

enum { MAX_ROOT = 1024 }; /* bytes of a document that its root stands in */

/* Files that people send instead of an event XML export, by their first bytes. */
struct stranger {
    struct view magic;
    const char *message;
};

static const struct stranger strangers[] = {
    {{"Rar!\x1A\x07", 6}, "a RAR archive; unpack it and give its files"},
    {{"\x30\x00\x00\x00LfLe", 8},
     "an event log of Windows before Vista (.evt), which has no WMI-Activity; on Windows, "
     "wevtutil epl FILE.evt FILE.evtx /lf:true converts it"},
    {{"{'EventRecordID'", 16},
     "what python-evtx's evtx_dump_json.py prints, which lacks the numbers of the events; give the "
     ".evtx file that it was made from"},
    {{"{'", 2},
     "what Python prints of an object, which is not JSON; write it with json.dumps, or give the "
     "log "
     "that it was made from"},
    {{"[{'", 3},
     "what Python prints of objects, which is not JSON; write them with json.dumps, or give the "
     "log that they were made from"},
    {{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8},
     "a mail of Outlook (.msg) or an old document of Office; save the mail as .eml, the document "
     "as "
     "text"},
    {{"%PDF", 4}, "a PDF document"},
    {{"\x89PNG", 4}, "a PNG picture"},
    {{"\xFF\xD8\xFF", 3}, "a JPEG picture"},
    {{"MZ", 2}, "a program or library"},
    {{"\x7F\x45LF", 4}, "a program or library"},
    {{"MDMP", 4}, "a memory dump"},
    {{"PAGEDU", 6}, "a memory dump"},
    {{"\x0A\x0D\x0D\x0A", 4}, "a capture of network packets (.pcapng)"},
    {{"\xD4\xC3\xB2\xA1", 4}, "a capture of network packets (.pcap)"},
    {{"GMBU", 4}, "a capture of network packets (.cap)"},
    {{"SQLite format 3", 15}, "a database of SQLite"},
    {{"regf", 4}, "a hive of the registry"},
    {{"PAR1\x15", 5}, "a table in Parquet; write it as CSV or JSON"},
    {{"ARROW1\0\0", 8}, "a table in Arrow; write it as CSV or JSON"},
    {{"Obj\x01", 4}, "records in Avro; write them as JSON"},
    {{"\x00\x01\x00\x00Standard ", 13}, "a database of Access; export its table as CSV"},
    {{"!BDN", 4}, "a mailbox of Outlook (.pst); save the mail as .eml"},
    {{"\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D", 8}, "a notebook of OneNote; copy its text"},
    {{"EVF\x09", 4}, "an image of a disk; give the logs that are in it"},
    {{"vhdxfile", 8}, "an image of a disk; give the logs that are in it"},
    {{"GIF89a", 6}, "a GIF picture"},
};

/* What wmilog itself writes names it early. */
static const struct view own_words[] = {
    {"\"tool\":{\"name\":\"wmilog\"", 23},
    {"\"tool\":{\"driver\":{\"name\":\"wmilog\"", 33},
    {"<title>WMI failures of ", 23},
    {"# wmilog report\n", 16},
    {"id,time,computer,verdict,phase,stage,viewpoint,", 47},
};

static bool is_own_report(struct view head)
{
    for (size_t i = 0; i < sizeof(own_words) / sizeof(own_words[0]); i++) {
        if (view_find(view_slice(head, 0, MAX_ROOT), own_words[i], 0) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

/* Log Parser names itself in an attribute of the root. */
static bool is_of_log_parser(struct view head)
{
    char root[MAX_ROOT];
    size_t len = 0;
    for (size_t i = 0; i < head.len && len < sizeof(root); i++) {
        if (head.data[i] != '\0') { /* UTF-16 or not */
            root[len++] = head.data[i];
        }
    }
    return view_find((struct view){root, len}, VIEW("CREATED_BY=\"Microsoft Log Parser"), 0) !=
           SIZE_MAX;
}

const char *reader_stranger(struct view head)
{
    for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
        if (view_starts(head, strangers[i].magic)) {
            return strangers[i].message;
        }
    }
    if (is_own_report(head)) {
        return "a report of wmilog; give the logs that it was made from";
    }
    if (is_of_log_parser(head)) {
        return "Log Parser's XML, which lacks the events' data; give the .evtx file that it was "
               "made from, or export with wevtutil qe /f:xml";
    }
    return NULL;
}

enum status reader_recognise(struct view head, struct reader_input *input, struct error *err)
{
    if (head.len == 0) {
        return error_set(err, STATUS_NOT_FORMAT, "the file is empty");
    }
    const char *known = reader_stranger(head);
    if (!known) {
        for (size_t i = 0; readers[i]; i++) {
            if (readers[i]->recognise(head, input)) {
                input->form = readers[i];
                return STATUS_OK;
            }
        }
        known = "not an event log; expected an .evtx or .etl file, or events as XML, JSON or text, "
                "as Event Viewer, wevtutil and Get-WinEvent write them";
    }
    return error_set(err, STATUS_NOT_FORMAT, "%s", known);
}
