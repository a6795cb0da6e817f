# Puts names back in the place of tokens: awk -f with-names.awk names.tsv ANSWER
# names.tsv is what --redact-map wrote.
function named(run, len) {
    for (len = length(run); len > 0; len--)
        if (substr(run, 1, len) in word && substr(run, len + 1) !~ /^[A-Za-z0-9]/)
            return word[substr(run, 1, len)] named(substr(run, len + 1))
    return run ~ /^[.:-]/ ? substr(run, 1, 1) named(substr(run, 2)) : run
}
BEGIN { FS = "\t" }
NR == FNR { if (!/^#/) word[$2] = $3; next }
{
    line = ""
    rest = $0
    while (match(rest, /[A-Za-z0-9][A-Za-z0-9.:-]*/)) {
        end = RSTART + RLENGTH
        line = line substr(rest, 1, RSTART - 1) named(substr(rest, RSTART, RLENGTH))
        rest = substr(rest, end)
    }
    print line rest
}
