#!/bin/sh
# Works for a while, then fails, so that a restart can be watched.
echo "flaky begins"
sleep 15
echo "error: lost the connection to nowhere" >&2
exit 1
