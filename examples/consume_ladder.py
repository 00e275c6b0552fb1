"""Prints the tiers of the limit-up ladder as they change: python examples/consume_ladder.py"""
import io, json, os, signal, time, urllib.request
from datetime import datetime, timedelta, timezone
from functools import cache
from confluent_kafka import Consumer, KafkaException
from fastavro import parse_schema, schemaless_reader

@cache
def schema(schema_id):
    with urllib.request.urlopen(f"{os.environ['SCHEMA_REGISTRY_URL']}/schemas/ids/{schema_id}") as response:
        return parse_schema(json.loads(json.load(response)["schema"]))

def show(name, tier):
    clock = datetime.fromtimestamp(tier["eventTime"] / 1000, timezone(timedelta(hours=8)))
    promotion = "no history" if tier["base"] is None else f"promoted {tier['promoted']}/{tier['base']}"
    provisional = "" if tier["final"] else ", provisional"
    print(f"{clock:%H:%M:%S} {name}: {tier['boards']} symbols, {promotion}{provisional}", flush=True)

signal.signal(signal.SIGINT, lambda *_: exit(0))
consumer = Consumer({"bootstrap.servers": os.environ["KAFKA_BROKERS"], "isolation.level": "read_committed",
                     "group.id": f"consume-ladder-{time.time_ns()}", "auto.offset.reset": "earliest"})
consumer.subscribe([os.environ.get("KAFKA_TOPIC_PREFIX", "") + "sentiment.ladder"])
latest = {}
while True:
    message = consumer.poll(0.5)
    if message is None: continue
    if message.error(): raise KafkaException(message.error())
    name, value = message.key().decode(), message.value()
    if name.startswith("~control/") or value is None: continue
    tier = schemaless_reader(io.BytesIO(value[5:]), schema(int.from_bytes(value[1:5], "big")))
    known = latest.get(name)
    if known and (tier["epoch"], tier["revision"]) < (known["epoch"], known["revision"]): continue
    latest[name] = tier
    if not known or (known["boards"], known["promoted"]) != (tier["boards"], tier["promoted"]): show(name, tier)
