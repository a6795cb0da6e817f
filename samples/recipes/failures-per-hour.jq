# How many failures there are in each hour, in order of time.
#   wmilog analyze -f jsonl LOG | jq -nr -f failures-per-hour.jq
reduce (inputs | select(.type == "failure" and .time != null) | .time[0:13]) as $hour ({}; .[$hour] += 1)
| to_entries
| sort_by(.key)[]
| [.key + ":00", .value]
| @tsv
