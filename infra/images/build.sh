#!/bin/sh
# Builds images for a machine that reaches no image registry, from Debian packages, Maven's jars and this program:
#   infra/images/build.sh [all|base|kafka|registry|clickhouse|services]
# Needs Docker, debootstrap (as root), Maven for the first start of "pulse infra up --local", Node and npm.
# Set DEBIAN_MIRROR for another mirror, NPM_REGISTRY for another registry of packages.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/ashare-pulse
version=$(node -p "require('$root/package.json').version")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Debian, a Java runtime, and this machine's Node: what the other images stand on.
base() {
  debootstrap --variant=minbase --include=ca-certificates,curl,libstdc++6,openjdk-17-jre-headless,tini,wget \
    bookworm "$work/root" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"}
  rm -rf "$work"/root/var/cache/apt/* "$work"/root/var/lib/apt/lists/*
  mkdir -p "$work/root/usr/local/lib/node_modules" "$work/root/usr/local/bin"
  # A proxy's own certificates, where this machine has them for the registry of packages.
  if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
    cat "$NODE_EXTRA_CA_CERTS" >>"$work/root/etc/ssl/certs/ca-certificates.crt"
  fi
  cp "$(node -p process.execPath)" "$work/root/usr/local/bin/node"
  cp -rL "$(dirname "$(readlink -f "$(command -v npm)")")/.." "$work/root/usr/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/root/usr/local/bin/npm"
  echo 'node:x:1000:1000::/home/node:/bin/sh' >>"$work/root/etc/passwd"
  echo 'node:x:1000:' >>"$work/root/etc/group"
  install -d -o 1000 -g 1000 "$work/root/home/node"
  tar -C "$work/root" -c . | docker import --change 'CMD ["/bin/sh"]' - ashare-pulse-local/base:bookworm
}

kafka() {
  mkdir "$work/kafka"
  cp -r "$cache/kafka-4.3.1" "$work/kafka/libs"
  cp "$here/kafka/"* "$root/infra/local/log4j2.properties" "$work/kafka/"
  docker build --tag ashare-pulse-local/kafka:4.3.1 "$work/kafka"
}

registry() {
  mkdir "$work/registry"
  cp -r "$cache/apicurio-registry-2.6.13.Final" "$work/registry/app"
  cp "$here/registry/"* "$work/registry/"
  docker build --tag ashare-pulse-local/registry:2.6.13 "$work/registry"
}

services() {
  docker build --network host --file "$root/infra/Dockerfile" --tag "ashare-pulse:$version" \
    --build-arg NODE_IMAGE=ashare-pulse-local/base:bookworm \
    --build-arg NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
    --build-arg NPM_REGISTRY="${NPM_REGISTRY:-$(npm config get registry 2>/dev/null)}" "$root"
}

# The engine that comes with this program, behind its own HTTP interface.
clickhouse() {
  docker build --build-arg SERVICES_IMAGE="ashare-pulse:$version" --tag ashare-pulse-local/clickhouse:chdb "$here/clickhouse"
}

case ${1:-all} in
all)
  base
  kafka
  registry
  services
  clickhouse
  ;;
base | kafka | registry | services | clickhouse) "$1" ;;
*)
  echo "infra/images/build.sh: there is no image \"$1\"; there are base, kafka, registry, services, clickhouse." >&2
  exit 2
  ;;
esac
