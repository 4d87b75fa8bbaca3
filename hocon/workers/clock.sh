#!/bin/sh
# Says what time it is. A worker as simple as they come: no protocol, no children.
while :; do
    echo "$(date '+%H:%M:%S') instance $GUARDIAN_INSTANCE is well"
    sleep 5
done
