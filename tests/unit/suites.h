/* The one table of unit test suites: the build and the runner both read it. Each suite NAME stands
 * in tests/unit/test_NAME.c. */
#ifndef WMILOG_TESTS_UNIT_SUITES_H
#define WMILOG_TESTS_UNIT_SUITES_H
#include <check.h>

/* One X(NAME) a line: tests/unit/meson.build splits this text. */
#define UNIT_SUITES   \
    X(error)          \
    X(ascii)          \
    X(view)           \
    X(search)         \
    X(cursor)         \
    X(arena)          \
    X(buffer)         \
    X(text)           \
    X(wintime)        \
    X(dates)          \
    X(pasted)         \
    X(guid)           \
    X(sha256)         \
    X(names)          \
    X(near_names)     \
    X(map)            \
    X(hash_set)       \
    X(intern)         \
    X(companions)     \
    X(request)        \
    X(namespace_form) \
    X(target_form)    \
    X(computer_name)  \
    X(event)          \
    X(markup)         \
    X(templates)      \
    X(payload)        \
    X(plain)          \
    X(assemble)       \
    X(message)        \
    X(message_find)   \
    X(codes)          \
    X(wql)            \
    X(knowledge)      \
    X(operation_text) \
    X(fingerprint)    \
    X(kind)           \
    X(known_facts)    \
    X(rule_file)      \
    X(claim)          \
    X(compiled_rules) \
    X(user_kind)      \
    X(step)           \
    X(options)        \
    X(tally)          \
    X(report_limits)  \
    X(match)          \
    X(budget)         \
    X(builtin)        \
    X(series)         \
    X(wanted)         \
    X(cases)          \
    X(surroundings)   \
    X(asked)          \
    X(samples)        \
    X(incidents)      \
    X(mof_text)       \
    X(consumers)      \
    X(failure)        \
    X(correlate)      \
    X(waiting)        \
    X(group)          \
    X(encoded)        \
    X(engine)         \
    X(computers)      \
    X(systems)        \
    X(windows_fit)    \
    X(processes)      \
    X(process_list)   \
    X(machine)        \
    X(dcom)           \
    X(output)         \
    X(paper)          \
    X(report_text)    \
    X(report_html)    \
    X(timeline)       \
    X(landmarks)      \
    X(digest)         \
    X(traced)         \
    X(json_writer)    \
    X(report_json)    \
    X(cells)          \
    X(sheet)          \
    X(diff)           \
    X(given)          \
    X(xml_encoding)   \
    X(xml_split)      \
    X(xml_system)     \
    X(xml_events)     \
    X(xml_damage)     \
    X(xml_dress)      \
    X(json_events)    \
    X(tables)         \
    X(redact)         \
    X(evtx_value)     \
    X(evtx_chunk)     \
    X(evtx_binxml)    \
    X(evtx_render)    \
    X(evtx_damage)    \
    X(evtx_library)   \
    X(evtx_recover)   \
    X(resume)         \
    X(etl)            \
    X(etl_layouts)    \
    X(etl_process)    \
    X(etl_xpress)     \
    X(as_xml)         \
    X(source)         \
    X(seen)           \
    X(window)         \
    X(workers)        \
    X(order)          \
    X(prepared)

/* Suite *NAME_suite(void): a new suite, which belongs to the runner. */
#define X(name) Suite *name##_suite(void);
UNIT_SUITES
#undef X

#endif
