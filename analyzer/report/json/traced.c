/* What a trace tells of operations whether they fail or not, as JSON. */
#include "analyzer/report/json/objects.h"
#include "analyzer/report/json/parts.h"

static void put_last_failure(struct json_writer *w, const struct usage_connects *last)
{
    json_open_object(w, "last_failure");
    json_write_time(w, "time", last->failed);
    json_write_zone(w, last->failed, last->failed);
    if (last->result != 0) {
        json_open_object(w, "result");
        parts_result_members(w, last->result);
        json_close_object(w);
    }
    json_write_known(w, "namespace", last->name_space);
    json_write_known(w, "user", last->user);
    json_close_object(w);
}

void json_connects_members(struct json_writer *w, const struct usage_row *row)
{
    json_write_mark(w, "rest", row->is_rest);
    json_write_known(w, "machine", row->name);
    if (row->client.locality != LOCALITY_UNKNOWN) {
        json_write_bool(w, "local", row->client.locality == LOCALITY_LOCAL);
    }
    json_write_known(w, "computer", row->computer);
    json_write_number(w, "succeeded", row->connects - row->failed_connects);
    json_write_number(w, "failed", row->failed_connects);
    json_write_number(w, "open", row->open_connects);
    if (row->last) {
        json_write_time(w, "last_success", row->last->succeeded);
        json_write_zone(w, row->last->succeeded, row->last->succeeded);
    }
    if (row->last && row->failed_connects > 0) {
        put_last_failure(w, row->last);
    }
}

void json_slow_members(struct json_writer *w, const struct slow_operation *slow)
{
    json_write_ms(w, "duration_ms", slow->duration);
    json_write_time(w, "start", slow->start);
    json_write_zone(w, slow->start, slow->start);
    json_write_known(w, "computer", slow->computer);
    json_write_text(w, "operation", slow->text);
    parts_client(w, &slow->client);
    json_write_text(w, "provider", slow->provider);
    if (slow->is_failure) {
        json_write_code(w, "failed_with", slow->result);
    }
    json_write_mark(w, "truncated", slow->is_cut);
}

void json_started_members(struct json_writer *w, const struct usage_start *start)
{
    json_write_time(w, "time", start->time);
    json_write_zone(w, start->time, start->time);
    json_write_known(w, "computer", start->computer);
    json_write_known(w, "operation", start->text);
    json_write_known(w, "class", start->class_name);
    json_write_known(w, "method", start->method);
    json_write_text(w, "command_line", start->command_line);
    json_write_number(w, "process_id", start->process_id);
    parts_client(w, &start->client);
    json_write_mark(w, "truncated", start->is_cut);
}
