# A SARIF report as GitHub's code scanning takes it: it rejects results without lines, and shows what
# is gone, and what is harmless, as open alerts.
#   wmilog analyze -f sarif LOG | jq -f sarif-for-github.jq
.runs[].results |= map(
  select(.baselineState != "absent" and .kind != "informational")
  | (.locations[], .relatedLocations[]?) .physicalLocation.region |=
      (if .startLine then . else {startLine: 1} end))
