# The failures of one client, one a line: when, on which computer, with which code, what was asked.
#   wmilog analyze -f jsonl LOG | jq -r --arg client inventory.exe -f failures-of-client.jq
# client: a process name, a process id, a machine or a user, in any case.
select(.type == "failure")
| select([.client | .process_name, .machine, .user, .process_id]
    | any(. != null and (tostring | ascii_downcase == ($client | ascii_downcase))))
| [.time // "", .computer // "", .result.code // "", .verdict, .operation.text // ""]
| @tsv
