/* The JSON reports against their schema, and what hostile text does to them. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/report/json/event.h"
#include "analyzer/report/json/objects.h"
#include "analyzer/report/json/sections.h"
#include "parsers/base/count.h"
#include "parsers/base/memory.h"
#include "parsers/base/wintime.h"
#include "parsers/event/templates.h"
#include "tests/unit/report_sample.h"
#include "tests/unit/suites.h"

static struct report_sample *sample;
static struct output out;
static json_t *schema;

static void set_up(void)
{
    sample = report_sample_new();
    output_open_memory(&out);
    json_error_t error;
    schema =
        json_load_file("analyzer/report/json/report.schema.json", JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(schema, "line %d: %s", error.line, error.text);
}

static void tear_down(void)
{
    json_decref(schema);
    output_close(&out, true, NULL);
    report_sample_free(sample);
}

/* Follows "#/a/b/c" references to the end. */
static const json_t *resolve(const json_t *node)
{
    for (int hops = 0; hops < 8 && json_object_get(node, "$ref"); hops++) {
        struct view rest = view_of(json_string_value(json_object_get(node, "$ref"))), head;
        ck_assert(view_starts(rest, VIEW("#/")));
        rest = view_from(rest, 2);
        node = schema;
        while (node && rest.len > 0) {
            if (!view_cut(rest, VIEW("/"), &head, &rest)) {
                head = rest;
                rest = VIEW_NONE;
            }
            node = json_object_getn(node, head.data, head.len);
        }
        ck_assert_msg(node, "a $ref leads nowhere");
    }
    return node;
}

static void check_value(const json_t *value, const json_t *node, const char *where);

/* Keys in the schema's order, none unknown, none missing. */
static void check_object(const json_t *object, const json_t *node, const char *where)
{
    json_t *properties = json_object_get(node, "properties");
    ck_assert(json_is_false(json_object_get(node, "additionalProperties")));
    if (!properties) {
        return; /* a map of counts */
    }
    size_t seen = 0;
    const char *key;
    json_t *property;
    json_object_foreach(properties, key, property)
    {
        const json_t *value = json_object_get(object, key);
        seen += value ? 1 : 0;
        if (value) {
            check_value(value, property, key);
        }
    }
    ck_assert_msg(seen == json_object_size(object), "unknown key in '%s'", where);
    void *last = json_object_iter(properties);
    json_object_foreach((json_t *)(uintptr_t)object, key, property)
    {
        while (last && strcmp(json_object_iter_key(last), key) != 0) {
            last = json_object_iter_next(properties, last);
        }
        ck_assert_msg(last, "'%s' of '%s' is out of order", key, where);
    }
    size_t i;
    json_t *name;
    json_array_foreach(json_object_get(node, "required"), i, name)
        ck_assert_msg(json_object_get(object, json_string_value(name)), "'%s' of '%s' is missing",
                      json_string_value(name), where);
}

static void check_value(const json_t *value, const json_t *node, const char *where)
{
    node = resolve(node);
    const char *type = json_string_value(json_object_get(node, "type"));
    if (!type) {
        return;
    }
    ck_assert_msg(json_is_object(value) == (strcmp(type, "object") == 0) &&
                      json_is_array(value) == (strcmp(type, "array") == 0) &&
                      json_is_string(value) == (strcmp(type, "string") == 0) &&
                      json_is_boolean(value) == (strcmp(type, "boolean") == 0) &&
                      (strcmp(type, "integer") != 0 || json_is_integer(value)) &&
                      (strcmp(type, "number") != 0 || json_is_number(value)),
                  "'%s' is not of type %s", where, type);
    if (json_is_object(value)) {
        check_object(value, node, where);
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        check_value(json_array_get(value, i), json_object_get(node, "items"), where);
    }
}

static json_t *definition(const char *name)
{
    json_t *node = json_object_get(json_object_get(schema, "$defs"), name);
    ck_assert_msg(node, "no definition of '%s'", name);
    return node;
}

static void fill_sample(void)
{
    report_sample_add_group(sample, VERDICT_BROKEN, 4)->max_duration = 123456789;
    struct failure *f = &sample->failures[0];
    f->has_operation_id = f->has_group_operation_id = f->has_duration = true;
    f->operation_id = f->group_operation_id = UINT32_MAX;
    f->duration = 32823;
    f->component = VIEW("Provider");
    f->possible_cause = VIEW("Throttling");
    f->correlation_id = VIEW("{00000000-0000-0000-0000-000000000001}");
    f->provider = (struct failure_provider){.attribution = ATTRIBUTION_EXACT,
                                            .name = VIEW("CIMWin32"),
                                            .has_host = true,
                                            .host_process_id = 4242};
    report_sample_add_group(sample, VERDICT_HARMLESS, 1);
    sample->failures[1].client =
        (struct failure_client){.created = WINTIME_NONE, .locality = LOCALITY_UNKNOWN};
    sample->judgements[0].causes[0].evidence[0] = (struct evidence){
        .origin = {0, 412, 77}, .event_id = 10016, .provider = VIEW("DistributedCOM")};
    sample->judgements[0].causes[0].evidence_count = 1;
    report_sample_add_incident(sample);
    struct consumer *asker = report_sample_add_consumer(sample, false);
    asker->poll_seconds = 0.5;
    asker->user = asker->machine = asker->process_name = asker->process_name_source = VIEW("x");
    asker->has_process = true;
    report_sample_add_consumer(sample, true);
    report_sample_add_open(sample);
    report_sample_add_open(sample)->ended = "service restarted";
    report_sample_add_digest(sample);
    struct report_source *source = report_sample_add_source(sample, "bad.xml");
    source->status = STATUS_DAMAGED;
    source->message = VIEW("cut short");
    source->first = source->last = WINTIME_NONE;
    source->problems[0] = (struct report_problem){true, 4711, VIEW("found 'x'")};
    source->problem_count = 1;
    static const struct view advice[] = {{"collect the Trace channel", 25}};
    sample->run.advice = advice;
    sample->run.advice_count = 1;
}

static json_t *parse(struct view text)
{
    json_error_t error;
    json_t *value =
        json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    ck_assert_msg(value, "line %d column %d: %s", error.line, error.column, error.text);
    return value;
}

static json_t *write_document(void)
{
    struct json_report report;
    report_json.begin(&report, &sample->run, &out);
    for (size_t i = 0; i < sample->content.group_count; i++) {
        report_json.failure(&report, &sample->failures[i], &sample->judgements[i], &out);
    }
    json_end(&report, &sample->run, &sample->content);
    return parse(buffer_view(&out.pending));
}

static void write_failure(size_t index)
{
    struct json_report report;
    json_report_begin(&report, &sample->run, &out);
    report_jsonl.failure(&report, &sample->failures[index], &sample->judgements[index], &out);
    json_report_release(&report);
}

START_TEST(document_follows_the_schema)
{
    static const struct report_filter filters[] = {{"--phase", "connect"}};
    fill_sample();
    sample->run.filters = filters;
    sample->run.filter_count = 1;
    json_t *document = write_document();
    check_value(document, schema, "report");
    ck_assert_uint_eq(json_array_size(json_object_get(document, "failures")), 2);
    ck_assert_uint_eq(json_array_size(json_object_get(document, "groups")), 2);
    json_decref(document);
}
END_TEST

START_TEST(empty_document_follows_the_schema)
{
    sample->run.source_count = 0;
    sample->stats.first = sample->stats.last = WINTIME_NONE;
    json_t *document = write_document();
    check_value(document, schema, "report");
    ck_assert_ptr_null(json_object_get(document, "filters"));
    json_decref(document);
}
END_TEST

/* Every item of the lists of the document, and nothing else, stands on a line of its own. */
/* 256 are told by name, whichever of the inputs has them; of what is over the limit the events are
 * counted. */
START_TEST(providers_over_the_limit)
{
    enum { TOLD = 256, OVER = 3, OTHERS = TOLD + OVER - 2 }; /* two are in the sample */
    static char names[OTHERS][sizeof("Provider-000")];
    static struct event_count channels[OTHERS];
    struct report_source *source = report_sample_add_source(sample, "many.xml");
    for (unsigned i = 0; i < OTHERS; i++) {
        snprintf(names[i], sizeof(names[i]), "Provider-%03u", i % 1000);
        channels[i] = (struct event_count){view_of(names[i]), VIEW("Application"), 1000 + i};
    }
    source->channels = channels;
    source->channel_count = OTHERS;
    json_t *document = write_document(), *summary = json_object_get(document, "summary");
    ck_assert_uint_eq(json_array_size(json_object_get(summary, "by_provider")), TOLD);
    ck_assert_int_eq(json_integer_value(json_object_get(summary, "more_providers")),
                     OVER * (1000 + OTHERS - 2));
    json_decref(document);
}
END_TEST

START_TEST(each_item_stands_on_a_line)
{
    fill_sample();
    json_t *document = write_document();
    size_t items = 0, lines = 0, lists = 0;
    const char *key;
    json_t *member;
    json_object_foreach(document, key, member)
    {
        items += json_array_size(member);
        lists += json_array_size(member) > 0;
    }
    struct view rest = buffer_view(&out.pending), line;
    while (view_cut(rest, VIEW("\n"), &line, &rest)) {
        lines++;
        if (view_starts(line, VIEW("{\""))) {
            size_t comma = line.data[line.len - 1] == ',' ? 1 : 0;
            json_decref(parse(view_slice(line, 0, line.len - comma)));
            items--;
        }
    }
    ck_assert_uint_eq(items, 0);
    ck_assert_uint_eq(rest.len, 0);
    ck_assert_uint_ge(lines, json_object_size(document) + lists + 2);
    json_decref(document);
}
END_TEST

START_TEST(lines_follow_the_schema)
{
    fill_sample();
    struct json_report report;
    report_jsonl.begin(&report, &sample->run, &out);
    report_jsonl.failure(&report, &sample->failures[0], &sample->judgements[0], &out);
    jsonl_end(&report, &sample->run, &sample->content);
    struct view rest = buffer_view(&out.pending), line;
    size_t count = 0;
    while (view_cut(rest, VIEW("\n"), &line, &rest)) {
        ck_assert(view_starts(line, VIEW("{\"type\":\"")));
        json_t *object = parse(line);
        struct buffer name;
        buffer_init(&name, BUFFER_NO_MAX);
        buffer_format(&name, "%s_line", json_string_value(json_object_get(object, "type")));
        buffer_add_char(&name, '\0');
        check_value(object, definition(name.data), name.data);
        buffer_release(&name);
        json_decref(object);
        count++;
    }
    ck_assert_uint_eq(rest.len, 0);
    ck_assert_uint_eq(count, 1 + 1 + 2 + 1 + 2 + 2 + 2 + 2 + 1 + DIGEST_MAX_MACHINES + 1 +
                                 USAGE_MAX_STARTS + DIGEST_SLOWEST);
}
END_TEST

/* A line holds what the object of the document holds, and its type. */
START_TEST(line_definitions_match_those_of_the_document)
{
    static const char *const names[] = {
        "failure", "group",  "incident", "host",    "event_consumer",  "open_operation",
        "rule",    "source", "summary",  "slowest", "started_process", "machine_connects"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct buffer name;
        buffer_init(&name, BUFFER_NO_MAX);
        buffer_format(&name, "%s_line", names[i]);
        buffer_add_char(&name, '\0');
        json_t *line = json_object_get(definition(name.data), "properties");
        json_t *object = json_object_get(definition(names[i]), "properties");
        buffer_release(&name);
        size_t more = strcmp(names[i], "summary") == 0 ? 3 : 1;
        ck_assert_uint_eq(json_object_size(line), json_object_size(object) + more);
        const char *key;
        json_t *value;
        json_object_foreach(object, key, value)
            ck_assert_ptr_eq(resolve(json_object_get(line, key)), resolve(value));
    }
}
END_TEST

START_TEST(values_have_their_documented_form)
{
    fill_sample();
    write_failure(0);
    output_write(&out, (struct view){"", 1});
    static const char *const parts[] = {
        "{\"type\":\"failure\",\"id\":1,\"time\":\"2025-04-09T08:15:11.2500000Z\",",
        "\"code\":\"0x80041003\",\"name\":\"WBEM_E_ACCESS_DENIED\",",
        "\"operation_id\":4294967295,",
        "\"duration_ms\":3.2823,",
        "\"local\":false}",
        "\"attribution\":\"exact\"}",
        ("\"evidence\":[{\"source\":0,\"record\":412,\"offset\":77,\"event_id\":10016,"
         "\"provider\":\"DistributedCOM\"}]},{\"rule\":"),
        "\"evidence\":[{\"source\":0,\"record\":501,\"offset\":40960,\"event_id\":5858,",
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        ck_assert_msg(strstr(out.pending.data, parts[i]), "'%s' is not in: %s", parts[i],
                      out.pending.data);
    }
    ck_assert_ptr_null(strstr(out.pending.data, "null"));
}
END_TEST

START_TEST(findings_have_their_documented_form)
{
    fill_sample();
    json_t *document = write_document();
    json_t *consumers = json_object_get(document, "event_consumers");
    json_t *consumer = json_array_get(consumers, 0);
    ck_assert_str_eq(json_string_value(json_object_get(consumer, "kind")), "binding");
    ck_assert_str_eq(json_string_value(json_object_get(consumer, "decoded")), "calc.exe");
    ck_assert_int_eq(json_integer_value(json_object_get(consumer, "process_id")), 0);
    ck_assert_ptr_null(json_object_get(json_array_get(consumers, 1), "process_id"));
    ck_assert_ptr_null(json_object_get(json_array_get(consumers, 1), "action"));
    json_t *incident = json_array_get(json_object_get(document, "incidents"), 0);
    json_t *codes = json_object_get(incident, "codes");
    ck_assert_uint_eq(json_array_size(codes), 2);
    ck_assert_int_eq(json_integer_value(json_object_get(json_array_get(codes, 1), "count")), 4);
    ck_assert_int_eq(json_integer_value(json_object_get(incident, "failures")), 12);
    json_t *first = json_object_get(incident, "first_failures");
    ck_assert_uint_eq(json_array_size(first), 2);
    ck_assert_int_eq(json_integer_value(json_array_get(first, 0)), 2);
    json_t *summary = json_object_get(document, "summary");
    ck_assert_int_eq(json_integer_value(json_object_get(summary, "incidents")), 1);
    ck_assert_int_eq(json_integer_value(json_object_get(summary, "event_consumers")), 2);
    json_t *verdicts = json_object_get(summary, "event_consumers_by_verdict");
    ck_assert_int_eq(json_integer_value(json_object_get(verdicts, "security")), 1);
    ck_assert_int_eq(json_integer_value(json_object_get(verdicts, "harmless")), 1);
    json_decref(document);
}
END_TEST

START_TEST(unknown_values_are_left_out)
{
    fill_sample();
    write_failure(1);
    json_t *object = parse(buffer_view(&out.pending));
    json_t *client = json_object_get(object, "client");
    ck_assert_uint_eq(json_object_size(client), 0);
    ck_assert_ptr_null(json_object_get(object, "duration_ms"));
    ck_assert_ptr_null(json_object_get(object, "component"));
    json_decref(object);
}
END_TEST

START_TEST(text_survives_and_is_safe_on_a_terminal)
{
    struct view evil = VIEW("q\"\\\n\0\033\x7f\xc2\x9b\xe2\x80\xae\xe2\x81\xa9\xef\xbb\xbf"
                            "\xd8\x9c\xe5\x9f\x9f\xf0\x9f\x98\x80");
    report_sample_add_group(sample, VERDICT_BROKEN, 1);
    sample->failures[0].client.user = evil;
    write_failure(0);
    struct view text = buffer_view(&out.pending);
    ck_assert_uint_eq(view_find(text, VIEW("\x7f"), 0), SIZE_MAX);
    ck_assert_uint_eq(view_find(text, VIEW("\xc2\x9b"), 0), SIZE_MAX);
    ck_assert_uint_eq(view_find(text, VIEW("\xe2\x80\xae"), 0), SIZE_MAX);
    ck_assert_uint_ne(view_find(text, VIEW("\xe5\x9f\x9f"), 0), SIZE_MAX);
    json_t *object = parse(text);
    json_t *user = json_object_get(json_object_get(object, "client"), "user");
    ck_assert_uint_eq(json_string_length(user), evil.len);
    ck_assert_int_eq(memcmp(json_string_value(user), evil.data, evil.len), 0);
    json_decref(object);
}
END_TEST

START_TEST(bad_utf8_becomes_a_mark)
{
    report_sample_add_group(sample, VERDICT_BROKEN, 1);
    sample->failures[0].client.user = VIEW("a\xff"
                                           "b\xed\xa0\x80");
    write_failure(0);
    json_t *object = parse(buffer_view(&out.pending));
    const char *user =
        json_string_value(json_object_get(json_object_get(object, "client"), "user"));
    ck_assert_int_eq(strncmp(user,
                             "a\xef\xbf\xbd"
                             "b\xef\xbf\xbd",
                             8),
                     0);
    json_decref(object);
}
END_TEST

/* What a rule says is told once, and in the groups. */
START_TEST(words_of_rules_stand_once)
{
    fill_sample();
    json_t *document = write_document();
    json_t *cause = json_array_get(
        json_object_get(json_array_get(json_object_get(document, "failures"), 0), "causes"), 0);
    json_t *whole = json_array_get(
        json_object_get(json_array_get(json_object_get(document, "groups"), 0), "causes"), 0);
    json_t *rules = json_object_get(document, "rules_used");
    json_t *rule = json_array_get(rules, 0);
    ck_assert_uint_eq(json_array_size(rules), 2);
    ck_assert(json_equal(json_object_get(rule, "rule"), json_object_get(cause, "rule")));
    ck_assert(json_equal(json_object_get(rule, "check"), json_object_get(whole, "check")));
    ck_assert(json_equal(json_object_get(cause, "because"), json_object_get(whole, "because")));
    ck_assert_ptr_null(json_object_get(cause, "check"));
    ck_assert_ptr_null(json_object_get(cause, "references"));
    ck_assert_uint_gt(json_array_size(json_object_get(whole, "references")), 0);
    json_decref(document);
}
END_TEST

/* Each section is a member of the document and, but for numbers, a kind of line. */
START_TEST(sections_are_those_of_the_schema)
{
    json_t *properties = json_object_get(schema, "properties");
    for (size_t i = 0; i < json_section_count; i++) {
        const struct json_section *section = &json_sections[i];
        ck_assert_ptr_nonnull(json_object_get(properties, section->name));
        ck_assert(section->type ? !section->number : !!section->number);
        ck_assert(section->type ? !!section->members : !section->members);
    }
}
END_TEST

START_TEST(event_keys_keep_their_type)
{
    struct event e = {.time = 0, .provider = VIEW(WMI_ACTIVITY_PROVIDER), .id = 5858};
    e.layout = template_find(5858);
    ck_assert_ptr_nonnull(e.layout);
    size_t code = template_field_index(e.layout, VIEW("ResultCode"));
    size_t pid = template_field_index(e.layout, VIEW("ClientProcessId"));
    e.values[code] = (struct event_value){.number = 0x80041032, .is_number = true};
    e.values[pid] = (struct event_value){.text = VIEW("12x")};
    event_json_write(&e, &out);
    json_t *object = parse(buffer_view(&out.pending));
    ck_assert_str_eq(json_string_value(json_object_get(object, "type")), "event");
    ck_assert_str_eq(json_string_value(json_object_get(object, "time")),
                     "1601-01-01T00:00:00.0000000Z");
    ck_assert_str_eq(json_string_value(json_object_get(object, "result_code")), "0x80041032");
    ck_assert_ptr_null(json_object_get(object, "client_process_id"));
    json_t *unreadable = json_array_get(json_object_get(object, "unreadable"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(unreadable, "name")), "client_process_id");
    ck_assert_str_eq(json_string_value(json_object_get(unreadable, "value")), "12x");
    json_decref(object);
}
END_TEST

START_TEST(companion_events_keep_their_data)
{
    struct event_datum data[] = {{VIEW("param1"), VIEW("x")}, {VIEW(""), VIEW("y")}};
    struct event e = {.time = WINTIME_NONE, .id = 7036, .data = data, .data_count = 2};
    event_json_write(&e, &out);
    json_t *object = parse(buffer_view(&out.pending));
    ck_assert_ptr_null(json_object_get(object, "time"));
    ck_assert_uint_eq(json_array_size(json_object_get(object, "data")), 2);
    json_decref(object);
}
END_TEST

Suite *report_json_suite(void)
{
    Suite *suite = suite_create("report_json");
    TCase *tests = tcase_create("report_json");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, document_follows_the_schema);
    tcase_add_test(tests, empty_document_follows_the_schema);
    tcase_add_test(tests, each_item_stands_on_a_line);
    tcase_add_test(tests, lines_follow_the_schema);
    tcase_add_test(tests, line_definitions_match_those_of_the_document);
    tcase_add_test(tests, values_have_their_documented_form);
    tcase_add_test(tests, findings_have_their_documented_form);
    tcase_add_test(tests, unknown_values_are_left_out);
    tcase_add_test(tests, text_survives_and_is_safe_on_a_terminal);
    tcase_add_test(tests, bad_utf8_becomes_a_mark);
    tcase_add_test(tests, words_of_rules_stand_once);
    tcase_add_test(tests, providers_over_the_limit);
    tcase_add_test(tests, sections_are_those_of_the_schema);
    tcase_add_test(tests, event_keys_keep_their_type);
    tcase_add_test(tests, companion_events_keep_their_data);
    suite_add_tcase(suite, tests);
    return suite;
}
