#!/usr/bin/env bash
# Three nodes and a throwaway PostgreSQL on this machine, to look at a cluster without three servers.
#
#   cluster/three-nodes.sh up        start the database and the nodes n1, n2, n3
#   cluster/three-nodes.sh status    what runs where
#   cluster/three-nodes.sh kill N    kill -9 of node N, as if its server had lost power
#   cluster/three-nodes.sh start N   start node N again
#   cluster/three-nodes.sh down      stop everything and delete it
#
# Everything lives in one directory: $GUARDIAN_TOUR, or guardian-three-nodes below the system's temporary directory.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
home=${GUARDIAN_TOUR:-${TMPDIR:-/tmp}/guardian-three-nodes}
port=${GUARDIAN_TOUR_PORT:-54329}

die() { echo "three-nodes: $*" >&2; exit 1; }

program() { # guardian or pbm: what was built last
  local newest
  newest=$(ls -t "$top"/src/Guardian.Node/bin/*/net10.0/"$1" 2>/dev/null | head -n 1) || true
  [ -n "$newest" ] || die "there is no $1 yet: dotnet build src/Guardian.Node"
  echo "$newest"
}

postgres_bin() { # the newest installed version
  local found
  found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -n 1) || true
  if [ -n "$found" ] && [ -x "$found/initdb" ]; then echo "$found"; return; fi
  found=$(command -v initdb || true)
  [ -n "$found" ] || die "PostgreSQL 15 or later is not installed (on Debian: apt install postgresql)"
  dirname "$found"
}

as_owner() { # the database server refuses to run as root
  if [ "$(id -u)" = 0 ]; then setpriv --reuid postgres --regid postgres --init-groups "$@"; else "$@"; fi
}

database_up() {
  local bin; bin=$(postgres_bin)
  if [ ! -d "$home/db" ]; then
    mkdir -p "$home/db" && chmod 700 "$home/db"
    [ "$(id -u)" != 0 ] || chown postgres "$home/db"
    as_owner "$bin/initdb" -D "$home/db" -U guardian -A trust -E UTF8 --no-locale >"$home/initdb.log" 2>&1 || { cat "$home/initdb.log" >&2; die "initdb failed"; }
  fi
  if ! as_owner "$bin/pg_ctl" -D "$home/db" status >/dev/null 2>&1; then
    as_owner "$bin/pg_ctl" -D "$home/db" -l "$home/db/server.log" -w -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$home/db" start >/dev/null ||
      { cat "$home/db/server.log" >&2; die "the database did not start"; }
  fi
  as_owner "$bin/createdb" -h 127.0.0.1 -p "$port" -U guardian guardian 2>/dev/null || true
}

start_node() {
  cat >"$home/$1.conf" <<CONF
include "$top/cluster/three-nodes.conf"
guardian.node.name = $1
CONF
  GUARDIAN_DATABASE="Host=127.0.0.1;Port=$port;Database=guardian;Username=guardian" \
    "$(program guardian)" start --daemon --config "$home/$1.conf" --data "$home/$1"
}

name() { case "${1:-}" in 1 | 2 | 3) echo "n$1" ;; n1 | n2 | n3) echo "$1" ;; *) die "which node? 1, 2 or 3" ;; esac; }

case "${1:-}" in
  up)
    mkdir -p "$home"
    [ "$(id -u)" != 0 ] || chmod 755 "$home"
    database_up
    for node in n1 n2 n3; do start_node $node; done
    echo
    echo "GUARDIAN_NODE=unix:$home/n1/guardian.sock $(program pbm) cluster show     # or any other command, on any of the three"
    ;;
  status)
    for node in n1 n2 n3; do
      if "$(program pbm)" "unix:$home/$node/guardian.sock" cluster show 2>/dev/null; then exit 0; fi
    done
    die "no node answers"
    ;;
  kill)
    node=$(name "${2:-}")
    kill -9 "$(cat "$home/$node/guardian.pid")"
    echo "$node is dead"
    ;;
  start)
    start_node "$(name "${2:-}")"
    ;;
  down)
    for node in n1 n2 n3; do
      if [ -S "$home/$node/guardian.sock" ]; then "$(program guardian)" stop --data "$home/$node" || true; fi
    done
    if [ -d "$home/db" ]; then as_owner "$(postgres_bin)/pg_ctl" -D "$home/db" -m fast stop >/dev/null 2>&1 || true; fi
    rm -rf "$home"
    ;;
  *)
    sed -n '2,9s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
