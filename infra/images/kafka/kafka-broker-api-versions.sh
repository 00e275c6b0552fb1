#!/bin/bash
# Asks a broker for its API versions (request 18, version 0), as the tool of this name does, without a JVM:
#   kafka-broker-api-versions.sh --bootstrap-server HOST:PORT
set -eu
[ "${1:-}" = --bootstrap-server ] || exit 2
exec 3<>"/dev/tcp/${2%:*}/${2##*:}"
# Length 10, API key 18, version 0, correlation id 1, no client id.
printf '\0\0\0\012\0\022\0\0\0\0\0\001\377\377' >&3
answer=$(timeout 5 head -c 10 <&3 | od -An -tu1)
# Length, correlation id 1, error code 0.
[[ $answer =~ ^[[:space:]]+[0-9]+[[:space:]]+[0-9]+[[:space:]]+[0-9]+[[:space:]]+[0-9]+([[:space:]]+0){3}[[:space:]]+1[[:space:]]+0[[:space:]]+0$ ]]
