#!/bin/bash
# KAFKA_NODE_ID=1 in the environment is node.id=1 in server.properties, as in the image apache/kafka.
set -eu
settings=/opt/kafka/config/server.properties
env | while IFS='=' read -r name value; do
  case $name in
  KAFKA_HEAP_OPTS | KAFKA_HOME | KAFKA_OPTS) ;;
  KAFKA_*) printf '%s=%s\n' "$(printf '%s' "${name#KAFKA_}" | tr 'A-Z_' 'a-z.')" "$value" ;;
  esac
done >"$settings"
java() {
  # One compiler: a broker for tests starts in half the time.
  command java -cp '/opt/kafka/libs/*' -Dlog4j2.configurationFile=/opt/kafka/log4j2.properties \
    -XX:TieredStopAtLevel=1 "$@"
}
if [ ! -e "$KAFKA_LOG_DIRS/meta.properties" ]; then
  java -Xmx128m kafka.tools.StorageTool format --cluster-id "${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}" --config "$settings"
fi
# shellcheck disable=SC2086
exec java ${KAFKA_HEAP_OPTS:--Xmx512m} -cp '/opt/kafka/libs/*' \
  -Dlog4j2.configurationFile=/opt/kafka/log4j2.properties -XX:TieredStopAtLevel=1 kafka.Kafka "$settings"
