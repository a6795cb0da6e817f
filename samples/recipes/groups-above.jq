# The groups of a verdict or a worse one, the worst first: what failed, how often, and why.
#   wmilog analyze -f json LOG | jq -r --arg verdict broken -f groups-above.jq
# verdict: harmless, degraded, broken or security.
["harmless", "degraded", "broken", "security"] as $order
| .groups[]
| .verdict as $own
| select(($order | index($own)) >= ($order | index($verdict)))
| [.verdict, .count, .result.code // "", .title, .causes[0].cause // "no rule knows it", .fingerprint]
| @tsv
