# How the scripts of this folder speak: say, task, fail. Sourced, after env.sh.

# One line with the seconds since the first of our scripts began, which may have called this.
export DEV_BEGAN=${DEV_BEGAN:-$(date +%s)}
SECONDS=$(($(date +%s) - DEV_BEGAN))
say() { printf '[%4d s] %s\n' "$SECONDS" "$*"; }

# One sentence that says what happened and what to do.
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Ctrl-C or a TERM ends what was started, then the script (and so its EXIT trap runs).
interrupted() {
    trap '' INT TERM HUP
    local job
    for job in $(jobs -p); do
        kill -TERM -- "-$job" 2>/dev/null || kill -TERM "$job" 2>/dev/null || true
    done
    wait
    exit 130
}

# run command…: in the foreground, but so that a signal to this script is heeded at once.
run() {
    trap interrupted INT TERM HUP
    "$@" &
    wait $!
}

# task "what" command…: run it with its output in a log and in a process group of its own,
# say that it still runs every 15 seconds, and on failure say why.
task() {
    local what=$1 began=$SECONDS next=15 status=0 log job
    shift
    trap interrupted INT TERM HUP
    mkdir -p "$DEV_DIR/log"
    log=$DEV_DIR/log/$(tr -cs '[:alnum:]\n' - <<<"${what%%[:(]*}" | sed 's/-$//').log
    say "$what …"
    set -m
    ( "$@" ) >"$log" 2>&1 </dev/null &
    job=$!
    set +m
    while kill -0 "$job" 2>/dev/null; do
        sleep 0.2
        if [ $((SECONDS - began)) -ge "$next" ]; then
            say "$what … (still at it)"
            next=$((next + 15))
        fi
    done
    wait "$job" || status=$?
    if [ "$status" -ne 0 ]; then
        tail -n 15 "$log" >&2
        grep -q 'No space left on device' "$log" &&
            fail "The disk is full: free some room and run the same command again."
        fail "$what failed; the lines above are the end of $log. Run the same command again once that is solved."
    fi
    say "$what: done in $((SECONDS - began)) s"
}

# stamped NAME INPUT… : true when the step NAME was last finished with these inputs
# (texts or files). stamp NAME INPUT… : note that it is.
digest() {
    local input
    for input in "$@"; do
        if [ -f "$input" ]; then cat "$input"; else printf '%s\n' "$input"; fi
    done | sha256sum | cut -c1-16
}
stamped() { [ "$(cat "$DEV_DIR/stamp/$1" 2>/dev/null)" = "$(digest "${@:2}")" ]; }
stamp() {
    mkdir -p "$DEV_DIR/stamp"
    digest "${@:2}" >"$DEV_DIR/stamp/$1"
}
