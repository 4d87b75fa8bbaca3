#!/bin/sh
# A worker with children of its own. Guardian counts what they use, and leaves none of them behind.
trap 'echo "closing shop"; kill $(jobs -p) 2>/dev/null; exit 0' TERM
for name in anna ben; do
    ( while :; do echo "$name has finished a piece"; sleep 7; done ) &
done
wait
